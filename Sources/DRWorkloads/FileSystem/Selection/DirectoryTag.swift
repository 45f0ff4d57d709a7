import CLinux
import DRCore

/// A file whose presence in a directory keeps the other entries of that directory out of a backup.
package struct DirectoryTag: Sendable, Equatable {
    /// The name of the file.
    package let name: [UInt8]
    /// What the file must start with; empty for anything.
    package let header: [UInt8]

    /// The tag of cache directories (bford.info/cachedir).
    package static let cache = DirectoryTag(
        name: Array("CACHEDIR.TAG".utf8),
        header: Array("Signature: 8a477f597d28d172789f06886806bc55".utf8)
    )

    private init(name: [UInt8], header: [UInt8]) {
        self.name = name
        self.header = header
    }

    /// Reads `FILE` or `FILE:HEADER`.
    ///
    /// - Throws: `DRError` (usage) when the name is empty or holds a separator.
    package init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        name = Array(parts[0].utf8)
        header = parts.count > 1 ? Array(parts[1].utf8) : []
        guard !name.isEmpty, !name.contains(UInt8(ascii: "/")), !name.contains(0) else {
            throw DRError(.usage, "not a file name with an optional header", object: text, hint: "FILE or FILE:HEADER")
        }
    }

    /// Whether the directory holds the tag; a file that cannot be read or starts otherwise is not the tag.
    func isPresent(in directory: Int32) -> Bool {
        let path = name.map { CChar(bitPattern: $0) } + [0]
        var status = stat()
        guard fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
        if header.isEmpty { return true }
        let raw = clinux_openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0)
        guard raw >= 0 else { return false }
        let file = FileDescriptor(owning: raw)
        return withUnsafeTemporaryAllocation(byteCount: header.count, alignment: 1) { space in
            var done = 0
            while done < space.count {
                let got = CLinux.read(file.raw, space.baseAddress.map { $0 + done }, space.count - done)
                if got <= 0 { return false }
                done += got
            }
            return space.elementsEqual(header)
        }
    }
}
