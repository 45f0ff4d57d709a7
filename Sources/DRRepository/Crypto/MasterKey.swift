import DRCore

/// The keys that protect a repository: AES-256 for content, AES-128 and `r` for Poly1305-AES.
package struct MasterKey: Sendable {
    /// AES-256-CTR key, 32 bytes.
    package let encryption: Secret<[UInt8]>
    /// AES-128 key of the authenticator ("k"), 16 bytes.
    package let macK: Secret<[UInt8]>
    /// Polynomial key of the authenticator ("r"), 16 bytes; Poly1305 clamps it when used.
    package let macR: Secret<[UInt8]>

    /// Takes the three keys; nil when a length is wrong.
    package init?(encryption: [UInt8], macK: [UInt8], macR: [UInt8]) {
        guard encryption.count == 32, macK.count == 16, macR.count == 16 else { return nil }
        self.encryption = Secret(encryption)
        self.macK = Secret(macK)
        self.macR = Secret(macR)
    }

    /// Splits the 64 bytes that scrypt derives from a password; nil when there are not 64.
    package init?(derived bytes: [UInt8]) {
        guard bytes.count == 64 else { return nil }
        self.init(encryption: Array(bytes[0..<32]), macK: Array(bytes[32..<48]), macR: Array(bytes[48..<64]))
    }

    /// A new random key.
    package static func random() -> MasterKey? {
        MasterKey(derived: SecureRandom.bytes(64))
    }
}
