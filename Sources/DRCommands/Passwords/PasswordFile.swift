import CLinux
import DRCore
import DROperations

/// Reads a password from a file.
enum PasswordFile {
    private static let limit = 1 << 16

    /// The content without a byte order mark and without blanks and newlines at both ends, as restic takes it.
    ///
    /// A file that others can read brings a warning.
    static func read(_ path: String, _ messages: Messages) throws -> Secret<[UInt8]> {
        do {
            let file = try FileDescriptor.open(path, O_RDONLY)
            let status = try file.status(path: path)
            if clinux_is_regular(status.st_mode) != 0, status.st_mode & 0o077 != 0 {
                messages.warning("others can read the password file", object: path, next: "chmod 600 \(path)")
            }
            let space = ByteBuffer()
            space.resize(to: limit)
            let count = try file.read(into: space.mutableBytes, path: path)
            guard count < limit else { throw DRError(.usage, "the password file is too large", object: path) }
            let password = PasswordText.trimmed(UnsafeRawBufferPointer(rebasing: space.bytes[..<count]))
            guard !password.isEmpty else { throw DRError(.usage, "the password file is empty", object: path) }
            return Secret(password)
        } catch let error as DRError where error.hint == nil && error.code == .failed {
            throw DRError(
                .usage,
                "the password file: " + error.message,
                object: path,
                hint: "check --password-file or DR_PASSWORD_FILE"
            )
        }
    }
}
