import CLinux
import DRCore
import DRRepository

extension RestoreRun {
    /// What stands in the way of an entry of the snapshot.
    enum Present {
        case nothing
        case entry(stat)
    }

    /// What is at `name`; symbolic links are not followed.
    func lookUp(_ name: UnsafePointer<CChar>, in directory: Int32) throws -> Present {
        var status = stat()
        if fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return .entry(status) }
        let number = clinux_errno()
        guard number == ENOENT else { throw TargetFailure("look at", number) }
        return .nothing
    }

    /// Whether the overwrite rule lets an entry of another kind, or another target, take the place of what is there.
    func mayReplace(_ status: stat, by mtime: Timestamp) -> Bool {
        switch options.overwrite {
        case .always, .ifChanged: true
        case .ifNewer: mtime > Timestamp(status.st_mtim)
        case .never: false
        }
    }

    /// Removes what stands in the way; a directory with content only with the option to delete.
    func removeObstacle(
        _ name: UnsafePointer<CChar>,
        _ status: stat,
        in directory: Int32,
        path: @autoclosure () -> String
    ) throws {
        guard clinux_is_directory(status.st_mode) != 0 else {
            try TargetFailure.check(unlinkat(directory, name, 0), "replace")
            return
        }
        if unlinkat(directory, name, AT_REMOVEDIR) == 0 { return }
        let number = clinux_errno()
        guard number == ENOTEMPTY || number == EEXIST, options.deletes else {
            throw TargetFailure("replace the directory", number)
        }
        let removal = TargetRemoval(device: UInt64(status.st_dev), selection: nil)
        guard try removal.remove(name, in: directory, location: []) else {
            throw TargetFailure("replace the directory", ENOTEMPTY)
        }
        findings.count { $0.deletedEntries += removal.count }
    }
}
