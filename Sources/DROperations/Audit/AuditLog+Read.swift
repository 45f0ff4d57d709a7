import DRCore
import DRRepository

extension AuditLog {
    private static let readSize = 1 << 18

    /// Hands over every line without its line break; the last one may not be whole.
    ///
    /// A line that is longer than any entry can be is handed over in pieces.
    func forEachLine(_ body: (_ line: UnsafeRawBufferPointer, _ isWhole: Bool) throws -> Void) throws {
        guard let file = try openForReading() else { return }
        let buffer = ByteBuffer(capacity: Self.readSize + AuditLogEnd.lineLimit)
        var offset = 0
        while true {
            let kept = buffer.count
            buffer.resize(to: kept + Self.readSize)
            let space = UnsafeMutableRawBufferPointer(rebasing: buffer.mutableBytes[kept...])
            let got = try file.read(into: space, at: offset, path: path)
            buffer.resize(to: kept + got)
            offset += got
            let used = try lines(of: buffer.bytes, body)
            let rest = Array(buffer.bytes[used...])
            buffer.removeAll()
            if got < Self.readSize {
                if !rest.isEmpty { try rest.withUnsafeBytes { try body($0, false) } }
                return
            }
            if rest.count > AuditLogEnd.lineLimit {
                try rest.withUnsafeBytes { try body($0, true) }
            } else {
                buffer.append(rest)
            }
        }
    }

    /// Hands over the whole lines; returns the bytes they take with their line breaks.
    private func lines(
        of bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, Bool) throws -> Void
    ) throws -> Int {
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            try body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), true)
            start = end + 1
        }
        return start
    }

    /// Hands over every sound entry, the oldest first.
    ///
    /// - Throws: `DRError` when the log cannot be read; what `body` throws.
    package func forEachEntry(_ body: (AuditEntry) throws -> Void) throws {
        let hasher = try SHA256Hasher()
        try forEachLine { line, _ in
            if let entry = try? AuditEntry(line: line, hasher: hasher) { try body(entry) }
        }
    }
}
