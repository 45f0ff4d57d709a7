import CLinux
import DRCore
import DRRepository

/// Compares restored files with their sources, where those have not changed since.
struct SourceComparison {
    /// Files that were equal.
    private(set) var equal = 0
    /// Files whose source changed since the backup, or is gone: they prove nothing.
    private(set) var changed = 0
    /// Files that differ although size, times and inode of the source are those of the backup.
    private(set) var different: [String] = []

    /// Compares one file.
    ///
    /// - Parameter target: the directory of the restore.
    /// - Throws: `DRError` when the restored file cannot be read.
    mutating func add(_ file: SampledFile, restoredIn target: String) throws {
        let restored = target + String(decoding: file.path, as: UTF8.self)
        let path = String(decoding: file.path, as: UTF8.self)
        // A name that is not UTF-8 cannot be opened by this text.
        guard Array(path.utf8) == file.path, let source = Self.open(path) else {
            changed += 1
            return
        }
        guard try Self.isUnchanged(source, path, file.node) else {
            changed += 1
            return
        }
        let copy = try FileDescriptor.open(restored, O_RDONLY | O_NOFOLLOW)
        let isEqual = try Self.haveSameBytes(source, copy, path)
        // What changed while it was read proves nothing either.
        if isEqual {
            equal += 1
        } else if try Self.isUnchanged(source, path, file.node) {
            different.append(path)
        } else {
            changed += 1
        }
    }

    private static func open(_ path: String) -> FileDescriptor? {
        try? FileDescriptor.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    }

    private static func isUnchanged(_ file: borrowing FileDescriptor, _ path: String, _ node: Node) throws -> Bool {
        let status = try file.status(path: path)
        return clinux_is_regular(status.st_mode) != 0 && UInt64(status.st_size) == node.size
            && UInt64(status.st_ino) == node.inode && Timestamp(status.st_mtim) == node.mtime
            && Timestamp(status.st_ctim) == node.ctime
    }

    private static func haveSameBytes(
        _ left: borrowing FileDescriptor,
        _ right: borrowing FileDescriptor,
        _ path: String
    ) throws -> Bool {
        let (one, two) = (ByteBuffer(), ByteBuffer())
        one.resize(to: 1 << 18)
        two.resize(to: 1 << 18)
        while true {
            let count = try left.read(into: one.mutableBytes, path: path)
            guard try right.read(into: two.mutableBytes, path: path) == count else { return false }
            guard count > 0 else { return true }
            guard memcmp(one.base, two.base, count) == 0 else { return false }
        }
    }
}
