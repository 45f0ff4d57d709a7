import COpenSSL
import DRCore
import DRStorage

/// SHA-256 through OpenSSL with a context that is used again; belongs to one thread.
package final class SHA256Hasher {
    private let context: OpaquePointer
    private let algorithm: OpaquePointer

    /// Makes a hasher.
    ///
    /// - Throws: `DRError` when OpenSSL has no SHA-256.
    package init() throws {
        guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil), let context = EVP_MD_CTX_new() else {
            throw DRError(.failed, "the crypto library offers no SHA-256", hint: "reinstall libssl3")
        }
        self.algorithm = algorithm
        self.context = context
        begin()
    }

    deinit {
        EVP_MD_CTX_free(context)
        EVP_MD_free(algorithm)
    }

    /// The SHA-256 of `bytes`.
    package func hash(_ bytes: UnsafeRawBufferPointer) -> ObjectID {
        begin()
        update(bytes)
        return finish()
    }

    /// Starts a new hash.
    package func begin() {
        EVP_DigestInit_ex(context, algorithm, nil)
    }

    /// Adds bytes to the hash that was begun.
    package func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// Ends the hash that was begun.
    package func finish() -> ObjectID {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { digest in
            EVP_DigestFinal_ex(context, digest.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
            return ObjectID(bytes: UnsafeRawBufferPointer(digest))
        }
    }
}
