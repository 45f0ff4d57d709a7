import CLinux

extension DRError {
    /// An error from a failed system call.
    ///
    /// - Parameters:
    ///   - operation: what was tried, in the infinitive ("open").
    ///   - path: the file or directory concerned.
    ///   - number: the `errno` of the call, read right after it failed.
    package static func system(_ operation: String, _ path: String, errno number: Int32) -> DRError {
        let reason = String(cString: strerror(number))
        return DRError(.failed, "cannot \(operation): \(reason)", object: path, hint: hint(for: number))
    }

    private static func hint(for number: Int32) -> String? {
        switch number {
        case ENOSPC: "free some space on that file system, or choose another place"
        case EDQUOT: "the disk quota of this user is used up"
        case EACCES, EPERM: "check the permissions, or run as a user who may do this"
        case EROFS: "the file system is mounted read-only"
        case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
        case EIO: "the device reports an error; look at the kernel log"
        default: nil
        }
    }
}
