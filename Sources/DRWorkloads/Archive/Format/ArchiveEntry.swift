import CArchive
import CLinux
import DRCore

/// The header of one entry, as libarchive keeps it; for one thread.
final class ArchiveEntry {
    let handle: OpaquePointer

    /// Makes an empty header.
    init() throws {
        guard let handle = archive_entry_new() else { throw DRError(.failed, "no memory for an archive entry") }
        self.handle = handle
    }

    deinit { archive_entry_free(handle) }

    /// Copies of a C string without its end.
    static func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8]? {
        text.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }

    /// Calls `body` with the bytes as a C string.
    static func withCString<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws -> Result) rethrows
        -> Result
    {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { space in
            for (index, byte) in bytes.enumerated() { space[index] = CChar(bitPattern: byte) }
            space[bytes.count] = 0
            // A buffer of at least one element has a start.
            return try body(UnsafePointer(space.baseAddress.unsafelyUnwrapped))
        }
    }
}
