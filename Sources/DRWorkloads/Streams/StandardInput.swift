import CLinux
import DRCore

/// The standard input of this process, read in a way that a cancellation can end; one thread uses it.
struct StandardInput {
    private let cancellation: Cancellation

    init(cancellation: Cancellation) {
        self.cancellation = cancellation
    }

    /// Fills the space and returns the bytes; less than there is room for only at the end.
    ///
    /// - Throws: `DRError` when reading fails, and on cancellation.
    func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < space.count {
            try cancellation.check()
            var waited = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 100) > 0 else { continue }
            let got = CLinux.read(STDIN_FILENO, space.baseAddress.map { $0 + done }, space.count - done)
            if got == 0 { break }
            if got < 0 {
                let number = clinux_errno()
                if number == EINTR || number == EAGAIN { continue }
                throw DRError.system("read", "standard input", errno: number)
            }
            done += got
        }
        return done
    }
}
