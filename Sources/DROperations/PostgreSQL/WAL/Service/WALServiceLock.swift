import CLinux
import DRCore

/// Makes sure that one service at a time has a socket; the kernel gives it back when its process ends.
final class WALServiceLock {
    private let file: FileDescriptor

    /// Takes the lock.
    ///
    /// - Throws: `DRError` with code `tryLater` when another service has it.
    init(_ path: String) throws {
        file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        try FileOwner.inherit(file.raw, path: path)
        guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else {
            let number = clinux_errno()
            guard number == EWOULDBLOCK else { throw DRError.system("lock", path, errno: number) }
            throw DRError(.tryLater, "another service has this socket already", object: path)
        }
    }
}
