import CLinux
import DRCore

/// What is kept of the output of a program: its beginning or its end.
struct KeptOutput {
    private let limit: Int
    private let keepsEnd: Bool
    private var kept: [UInt8] = []

    init(limit: Int, keepsEnd: Bool) {
        self.limit = limit
        self.keepsEnd = keepsEnd
    }

    /// What a look at the output found.
    enum Look {
        /// No bytes wait to be read.
        case nothing
        /// Something, which was taken.
        case some
        /// Nobody will write any more.
        case end
    }

    /// The bytes, at most as many as the limit says.
    var bytes: [UInt8] { Array(keepsEnd ? kept.suffix(limit) : kept.prefix(limit)) }

    /// Waits a moment for output and takes it.
    ///
    /// - Throws: `DRError` when it cannot be read.
    mutating func read(from output: borrowing FileDescriptor, milliseconds: Int32) throws -> Look {
        var waited = pollfd(fd: output.raw, events: Int16(POLLIN), revents: 0)
        var ready = poll(&waited, 1, milliseconds)
        while ready < 0, clinux_errno() == EINTR { ready = poll(&waited, 1, milliseconds) }
        guard ready > 0 else { return .nothing }
        return try withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { space in
            let got = CLinux.read(output.raw, space.baseAddress, space.count)
            if got < 0 {
                let number = clinux_errno()
                if number == EINTR { return .some }
                throw DRError.system("read what is printed by", "a program", errno: number)
            }
            if keepsEnd {
                kept.append(contentsOf: space[..<got])
                if kept.count > 4 * limit { kept.removeFirst(kept.count - limit) }
            } else {
                kept.append(contentsOf: space[..<min(got, max(limit - kept.count, 0))])
            }
            return got > 0 ? .some : .end
        }
    }
}
