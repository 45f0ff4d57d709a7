import CLinux
import DRCore

/// The last bytes of what a program prints.
struct OutputTail {
    private let limit: Int
    private var kept: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// The bytes, at most as many as the limit says.
    var bytes: [UInt8] { Array(kept.suffix(limit)) }

    /// Waits a moment for output and takes it; false when there will be no more.
    mutating func read(from output: borrowing FileDescriptor, seconds: Double) throws -> Bool {
        var waited = pollfd(fd: output.raw, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, Int32(seconds * 1000)) > 0 else { return true }
        return try withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { space in
            let got = CLinux.read(output.raw, space.baseAddress, space.count)
            if got < 0 {
                let number = clinux_errno()
                if number == EINTR || number == EAGAIN { return true }
                throw DRError.system("read what is printed by", "a program", errno: number)
            }
            kept.append(contentsOf: space[..<got])
            if kept.count > 4 * limit { kept.removeFirst(kept.count - limit) }
            return got > 0
        }
    }
}
