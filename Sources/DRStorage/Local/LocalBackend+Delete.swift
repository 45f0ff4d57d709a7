import CLinux
import DRCore

extension LocalBackend {
    /// Removes the file.
    ///
    /// A pack or lock that a power failure brings back is harmless: no index names that pack, and the lock is stale. An
    /// index, snapshot or key is not: an old index would claim blobs of packs deleted after it, so its removal is forced
    /// to the device before the call returns.
    package func delete(_ name: ObjectName) throws {
        let path = path(of: name)
        if unlink(path) != 0 {
            let number = clinux_errno()
            guard number == ENOENT || number == ENOTDIR else {
                throw StorageFailure.system("delete", path, name, errno: number)
            }
            try requireFolder(of: name.kind)
        }
        if name.kind != .pack, name.kind != .lock { try synchronizeFolder(folder(of: name)) }
    }
}
