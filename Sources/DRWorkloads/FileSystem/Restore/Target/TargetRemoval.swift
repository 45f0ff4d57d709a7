import CLinux
import DRCore

/// Removes entries of the target with all below them, never through a symbolic link or onto another file system.
final class TargetRemoval {
    /// Directories deeper than this stay, as each level takes an open descriptor.
    private static let depthLimit = 200

    private let device: UInt64
    private let selection: RestoreSelection?
    /// Entries removed so far.
    private(set) var count = 0

    /// - Parameter selection: entries that it does not select stay; nil removes all.
    init(device: UInt64, selection: RestoreSelection?) {
        self.device = device
        self.selection = selection
    }

    /// Removes the entry; false when it, or something below it, has to stay.
    ///
    /// - Parameter location: the path of the directory below the top of the snapshot.
    /// - Throws: `TargetFailure`.
    func remove(
        _ name: UnsafePointer<CChar>,
        in directory: Int32,
        location: [UInt8],
        depth: Int = 0
    ) throws -> Bool {
        let path = location + [UInt8(ascii: "/")] + UnsafeRawBufferPointer(start: name, count: strlen(name))
        let verdict = path.withUnsafeBytes { selection?.verdict($0) ?? (isSelected: true, mayHoldSelected: true) }
        guard verdict.isSelected else { return false }
        if unlinkat(directory, name, 0) == 0 {
            count += 1
            return true
        }
        let number = clinux_errno()
        if number == ENOENT { return true }
        // Linux says EISDIR, POSIX EPERM.
        guard number == EISDIR || number == EPERM else { throw TargetFailure("delete", number) }
        return try removeDirectory(name, in: directory, path, depth)
    }

    private func removeDirectory(
        _ name: UnsafePointer<CChar>,
        in directory: Int32,
        _ path: [UInt8],
        _ depth: Int
    ) throws -> Bool {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let raw = try TargetFailure.check(clinux_openat(directory, name, flags, 0), "delete")
        let descriptor = FileDescriptor(owning: raw)
        var status = stat()
        try TargetFailure.check(fstat(raw, &status), "look at")
        guard UInt64(status.st_dev) == device else {
            throw TargetFailure("delete what is on another file system", EXDEV)
        }
        guard depth < Self.depthLimit else { throw TargetFailure("delete directories so deep", ELOOP) }
        var isEmpty = true
        for entry in try DirectoryEntries.names(of: descriptor.raw) {
            let isGone = try entry.withUnsafeBufferPointer { entry in
                try entry.baseAddress.map { try remove($0, in: raw, location: path, depth: depth + 1) } ?? true
            }
            if !isGone { isEmpty = false }
        }
        guard isEmpty else { return false }
        try TargetFailure.check(unlinkat(directory, name, AT_REMOVEDIR), "delete")
        count += 1
        return true
    }
}
