import CLinux
import DRCore
import DRPolicy
import DRWorkloads

/// Fetches secrets from where a configuration says that they lie.
package enum SecretReader {
    /// No secret has more bytes.
    private static let limit = 64 << 10
    /// A program that is asked for a secret has so many seconds.
    private static let commandTimeout = 60.0

    /// The secret behind a reference, without one line break at its end.
    ///
    /// A file must belong to root or to the user of this process and be closed to all others; a link in its place is
    /// refused. A program is run without a shell.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` that names the place, never the secret.
    package static func read(_ reference: SecretReference, cancellation: Cancellation) throws -> Secret<[UInt8]> {
        switch reference {
        case .file(let path): try Secret(withoutLineBreak(file(path, checksAccess: true)))
        case .command(let words): try Secret(withoutLineBreak(output(of: words, cancellation)))
        case .variable(let name): try Secret(variable(name))
        case .credential(let name): try Secret(withoutLineBreak(credential(name)))
        }
    }

    private static func file(_ path: String, checksAccess: Bool) throws -> [UInt8] {
        // Not blocking, because a fifo in place of the file would hold up every run.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
        let raw = clinux_open(path, flags | O_CLOEXEC, 0)
        guard raw >= 0 else {
            let number = clinux_errno()
            guard number != ELOOP else { throw refused("a link stands in place of the secret file", path) }
            throw refused(DRError.system("read the secret file", path, errno: number).message, path)
        }
        let descriptor = FileDescriptor(owning: raw)
        let status = try descriptor.status(path: path)
        guard clinux_is_regular(status.st_mode) != 0 else { throw refused("the secret is not in a regular file", path) }
        if checksAccess {
            guard status.st_mode & 0o077 == 0 else {
                let mode = String(status.st_mode & 0o7777, radix: 8)
                throw refused("the secret file can be used by others (mode \(mode))", path, "chmod 600 \(path)")
            }
            guard status.st_uid == 0 || status.st_uid == geteuid() else {
                throw refused("the secret file belongs to another user (\(status.st_uid))", path, "chown it")
            }
        }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        let count = try bytes.withUnsafeMutableBytes { try descriptor.read(into: $0, path: path) }
        guard count <= limit else { throw refused("the secret file is too large", path) }
        guard count > 0 else { throw refused("the secret file is empty", path) }
        return Array(bytes[..<count])
    }

    private static func output(of words: [String], _ cancellation: Cancellation) throws -> [UInt8] {
        var program = BoundedProgram(words, timeout: commandTimeout)
        program.outputLimit = limit + 1
        let name = words.first ?? ""
        let outcome = try program.run(cancellation: cancellation)
        guard !outcome.isTimedOut else {
            throw refused("the program for the secret took longer than \(Int(commandTimeout)) s", name)
        }
        guard outcome.status == .exited(0) else { throw refused("the program for the secret \(outcome.status)", name) }
        guard outcome.output.count <= limit else { throw refused("the program for the secret printed too much", name) }
        guard !outcome.output.isEmpty else { throw refused("the program for the secret printed nothing", name) }
        return outcome.output
    }

    private static func variable(_ name: String) throws -> [UInt8] {
        guard let value = getenv(name), value.pointee != 0 else {
            throw refused("the variable with the secret is not set or empty", name)
        }
        return Array(String(cString: value).utf8)
    }

    /// What systemd put into the directory that only this service can see; access lists there confuse the mode.
    private static func credential(_ name: String) throws -> [UInt8] {
        guard let folder = getenv("CREDENTIALS_DIRECTORY"), folder.pointee != 0 else {
            throw refused(
                "there are no credentials: CREDENTIALS_DIRECTORY is not set",
                name,
                "run as a systemd service with LoadCredential=\(name):/PATH"
            )
        }
        return try file(String(cString: folder) + "/" + name, checksAccess: false)
    }

    private static func withoutLineBreak(_ bytes: [UInt8]) -> [UInt8] {
        var text = bytes[...]
        if text.last == UInt8(ascii: "\n") { text = text.dropLast() }
        if text.count < bytes.count, text.last == UInt8(ascii: "\r") { text = text.dropLast() }
        return Array(text)
    }

    private static func refused(_ message: String, _ object: String, _ hint: String? = nil) -> DRError {
        DRError(
            .configurationInvalid,
            message,
            object: object,
            hint: hint ?? "check where the configuration says that the secret lies"
        )
    }
}
