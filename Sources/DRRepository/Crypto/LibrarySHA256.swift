import COpenSSL
import DRCore
import DRStorage

/// SHA-256 through OpenSSL with a context that is used again; belongs to one thread.
final class LibrarySHA256 {
    private let context: OpaquePointer
    private let algorithm: OpaquePointer

    /// Makes a context.
    ///
    /// - Throws: `DRError` when OpenSSL has no SHA-256.
    init() throws {
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

    func begin() {
        EVP_DigestInit_ex(context, algorithm, nil)
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    func finish() -> ObjectID {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { digest in
            EVP_DigestFinal_ex(context, digest.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
            return ObjectID(bytes: UnsafeRawBufferPointer(digest))
        }
    }
}
