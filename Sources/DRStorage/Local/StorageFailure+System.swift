import CLinux
import DRCore

extension StorageFailure {
    /// The failure of a system call: device and network errors may pass by themselves, all others need the user.
    ///
    /// - Parameters:
    ///   - operation: what was tried, in the infinitive ("open").
    ///   - path: the file or folder concerned.
    ///   - name: the object concerned.
    ///   - number: the `errno` of the call, read right after it failed.
    package static func system(
        _ operation: String,
        _ path: String,
        _ name: ObjectName?,
        errno number: Int32
    ) -> StorageFailure {
        StorageFailure(isTransient(number) ? .transient : .permanent, name, .system(operation, path, errno: number))
    }

    private static func isTransient(_ number: Int32) -> Bool {
        switch number {
        case EIO, EREMOTEIO, EAGAIN, EINTR, EBUSY, ESTALE, ETIMEDOUT, ENOMEM, ENFILE, EMFILE, ENOLCK: true
        case ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, ECONNRESET, ECONNABORTED, ENOTCONN, ECOMM: true
        default: false
        }
    }
}
