import CLinux
import DRCore

/// Keeps a service to one drill, as long as it is held and its process lives.
package final class ServiceLock: Sendable {
    private let file: FileDescriptor

    init(_ path: String, _ service: String) throws {
        file = try FileDescriptor.open(path, O_RDWR | O_CREAT)
        guard flock(file.raw, LOCK_EX | LOCK_NB) != 0 else { return }
        let number = clinux_errno()
        guard number == EWOULDBLOCK else { throw DRError.system("lock", path, errno: number) }
        throw DRError(.locked, "a drill of this service runs", object: service, hint: "look at dr drill list")
    }
}
