import DRCore
import DRStorage

/// A key file: the master key, sealed under a key that scrypt derives from a password.
package struct KeyFile: Sendable {
    /// When it was made; nil when the writer left it out.
    package var created: Timestamp?
    package var username: String
    package var hostname: String
    /// The cost of guessing the password.
    package var scrypt: Scrypt
    package var salt: [UInt8]
    /// The sealed master key.
    package var data: [UInt8]

    /// Opens the master key with a password; nil when it is not the right one.
    ///
    /// - Throws: `DRError` for parameters out of bounds or a master key that makes no sense.
    package func open(password: Secret<[UInt8]>) throws -> MasterKey? {
        let derived = try scrypt.derive(password: password.revealed, salt: salt)
        guard let userKey = MasterKey(derived: derived) else { return nil }
        let sealer = try Sealer(key: userKey)
        let plaintext = ByteBuffer()
        do {
            try data.withUnsafeBytes { try sealer.open($0, into: plaintext) }
        } catch let error as DRError where error.code == .integrity {
            return nil
        }
        return try MasterKey(json: plaintext.bytes)
    }

    /// Seals a master key under a password.
    package static func seal(
        _ masterKey: MasterKey,
        password: Secret<[UInt8]>,
        scrypt: Scrypt = .standard,
        username: String,
        hostname: String
    ) throws -> KeyFile {
        let salt = SecureRandom.bytes(64)
        guard let userKey = MasterKey(derived: try scrypt.derive(password: password.revealed, salt: salt)) else {
            throw DRError(.failed, "scrypt gave a key of the wrong length")
        }
        let plaintext = ByteBuffer()
        masterKey.appendJSON(to: plaintext)
        let data = ByteBuffer()
        try Sealer(key: userKey).seal(plaintext.bytes, into: data)
        return KeyFile(
            created: .now,
            username: username,
            hostname: hostname,
            scrypt: scrypt,
            salt: salt,
            data: data.array
        )
    }
}
