import COpenSSL
import DRCore

/// Encrypts and authenticates, as the restic repository format asks: AES-256-CTR and Poly1305-AES.
///
/// The stored form is 16 random bytes of initialisation vector, the ciphertext, and a 16-byte tag over the ciphertext.
/// Belongs to one thread.
package final class Sealer {
    /// Bytes that the stored form is longer than the content.
    package static let overhead = 32

    private static let ivLength = 16
    private static let tagLength = 16

    private let counterMode: OpaquePointer
    private let nonceCipher: OpaquePointer
    private let authenticator: OpaquePointer
    private var oneTimeKey: [UInt8]
    private var randomPool = [UInt8](repeating: 0, count: 256)
    private var randomUsed = 256

    /// Makes contexts for a key.
    ///
    /// - Throws: `DRError` when the crypto library lacks an algorithm.
    package init(key: MasterKey) throws {
        let missing = DRError(.failed, "the crypto library offers no AES or Poly1305", hint: "reinstall libssl3")
        guard let counterMode = EVP_CIPHER_CTX_new(), let nonceCipher = EVP_CIPHER_CTX_new(),
            let mac = EVP_MAC_fetch(nil, "POLY1305", nil), let authenticator = EVP_MAC_CTX_new(mac)
        else { throw missing }
        self.counterMode = counterMode
        self.nonceCipher = nonceCipher
        self.authenticator = authenticator
        EVP_MAC_free(mac)
        oneTimeKey = key.macR.revealed + [UInt8](repeating: 0, count: 16)
        guard EVP_EncryptInit_ex(counterMode, EVP_aes_256_ctr(), nil, key.encryption.revealed, nil) == 1,
            EVP_EncryptInit_ex(nonceCipher, EVP_aes_128_ecb(), nil, key.macK.revealed, nil) == 1
        else { throw missing }
        EVP_CIPHER_CTX_set_padding(nonceCipher, 0)
    }

    deinit {
        oneTimeKey.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        EVP_CIPHER_CTX_free(counterMode)
        EVP_CIPHER_CTX_free(nonceCipher)
        EVP_MAC_CTX_free(authenticator)
    }

    /// Appends the stored form of `plaintext`, `overhead` bytes longer, to `buffer`.
    package func seal(_ plaintext: UnsafeRawBufferPointer, into buffer: ByteBuffer) throws {
        let start = buffer.count
        buffer.resize(to: start + plaintext.count + Self.overhead)
        let space = UnsafeMutableRawBufferPointer(rebasing: buffer.mutableBytes[start...])
        let initialisationVector = UnsafeMutableRawBufferPointer(rebasing: space[0..<Self.ivLength])
        fillRandom(initialisationVector)
        let ciphertext = UnsafeMutableRawBufferPointer(
            rebasing: space[Self.ivLength..<Self.ivLength + plaintext.count]
        )
        try applyCounterMode(UnsafeRawBufferPointer(initialisationVector), plaintext, to: ciphertext)
        try writeTag(
            iv: UnsafeRawBufferPointer(initialisationVector),
            over: UnsafeRawBufferPointer(ciphertext),
            to: UnsafeMutableRawBufferPointer(rebasing: space[(Self.ivLength + plaintext.count)...])
        )
    }

    /// Appends the content of the stored form `sealed` to `buffer`.
    ///
    /// - Throws: `DRError` (integrity) when the tag does not match; nothing is appended then.
    package func open(_ sealed: UnsafeRawBufferPointer, into buffer: ByteBuffer) throws {
        guard sealed.count >= Self.overhead else {
            throw DRError(.integrity, "encrypted data is shorter than its own envelope")
        }
        let contentLength = sealed.count - Self.overhead
        let initialisationVector = UnsafeRawBufferPointer(rebasing: sealed[0..<Self.ivLength])
        let ciphertext = UnsafeRawBufferPointer(rebasing: sealed[Self.ivLength..<Self.ivLength + contentLength])
        let tag = UnsafeRawBufferPointer(rebasing: sealed[(Self.ivLength + contentLength)...])
        try withUnsafeTemporaryAllocation(byteCount: Self.tagLength, alignment: 16) { expected in
            try writeTag(iv: initialisationVector, over: ciphertext, to: expected)
            guard CRYPTO_memcmp(expected.baseAddress, tag.baseAddress, Self.tagLength) == 0 else {
                throw DRError(.integrity, "the authentication tag does not match: damaged data, or another key")
            }
        }
        let start = buffer.count
        buffer.resize(to: start + contentLength)
        let space = UnsafeMutableRawBufferPointer(rebasing: buffer.mutableBytes[start...])
        try applyCounterMode(initialisationVector, ciphertext, to: space)
    }

    private func applyCounterMode(
        _ iv: UnsafeRawBufferPointer,
        _ input: UnsafeRawBufferPointer,
        to output: UnsafeMutableRawBufferPointer
    ) throws {
        var written: Int32 = 0
        guard
            EVP_EncryptInit_ex(counterMode, nil, nil, nil, iv.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 1
        else { throw DRError(.failed, "AES could not be started") }
        guard !input.isEmpty else { return }
        guard input.count <= Int(Int32.max),
            EVP_EncryptUpdate(
                counterMode,
                output.baseAddress?.assumingMemoryBound(to: UInt8.self),
                &written,
                input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                Int32(input.count)
            ) == 1
        else { throw DRError(.failed, "AES failed on \(input.count) bytes") }
    }

    /// The one-time Poly1305 key is `r` followed by the AES-128 encryption of the initialisation vector.
    private func writeTag(
        iv: UnsafeRawBufferPointer,
        over ciphertext: UnsafeRawBufferPointer,
        to tag: UnsafeMutableRawBufferPointer
    ) throws {
        let done: Bool = oneTimeKey.withUnsafeMutableBytes { key in
            var written: Int32 = 0
            let keyBytes = key.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard
                EVP_EncryptUpdate(
                    nonceCipher,
                    keyBytes.map { $0 + 16 },
                    &written,
                    iv.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    16
                ) == 1,
                EVP_MAC_init(authenticator, keyBytes, key.count, nil) == 1,
                EVP_MAC_update(
                    authenticator,
                    ciphertext.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    ciphertext.count
                ) == 1
            else { return false }
            var length = 0
            return EVP_MAC_final(
                authenticator,
                tag.baseAddress?.assumingMemoryBound(to: UInt8.self),
                &length,
                Self.tagLength
            ) == 1
        }
        guard done else { throw DRError(.failed, "Poly1305 failed on \(ciphertext.count) bytes") }
    }

    /// An all-zero vector is not allowed by the format, and never drawn in practice.
    private func fillRandom(_ space: UnsafeMutableRawBufferPointer) {
        repeat {
            if randomUsed + space.count > randomPool.count {
                randomPool.withUnsafeMutableBytes { SecureRandom.fill($0) }
                randomUsed = 0
            }
            randomPool.withUnsafeBytes { pool in
                space.copyMemory(from: UnsafeRawBufferPointer(rebasing: pool[randomUsed..<randomUsed + space.count]))
            }
            randomUsed += space.count
        } while space.allSatisfy { $0 == 0 }
    }
}
