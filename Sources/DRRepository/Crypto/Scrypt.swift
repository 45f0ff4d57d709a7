import COpenSSL
import DRCore

/// The cost of turning a password into a key with scrypt (RFC 7914).
package struct Scrypt: Sendable, Equatable {
    /// The cost, a power of two above 1.
    package var n: UInt64
    /// The block size.
    package var r: UInt32
    /// The parallelism, in practice a plain factor of time.
    package var p: UInt32

    /// Makes a cost.
    package init(n: UInt64, r: UInt32, p: UInt32) {
        self.n = n
        self.r = r
        self.p = p
    }

    /// As costly to guess as the keys that restic calibrates on a fast machine (about half a second on one core).
    package static let standard = Scrypt(n: 32768, r: 8, p: 7)

    /// Memory that a repository from elsewhere may ask for, in bytes; more is taken for an attack.
    package static let memoryLimit: UInt64 = 1 << 30
    /// About ten seconds for one key.
    private static let workLimit: UInt64 = 1 << 25

    /// Whether the numbers are legal and within what this program will spend on a repository's word.
    package func validate() throws {
        let block = UInt64(r) * UInt64(p)
        let legal = n > 1 && n & (n - 1) == 0 && r >= 1 && p >= 1 && block < 1 << 30
        guard legal else {
            throw DRError(.integrity, "illegal scrypt parameters N=\(n) r=\(r) p=\(p) in a key file")
        }
        let memory = n.multipliedReportingOverflow(by: 128 * UInt64(r))
        let work = n.multipliedReportingOverflow(by: block)
        guard !memory.overflow, memory.partialValue <= Self.memoryLimit, !work.overflow,
            work.partialValue <= Self.workLimit
        else {
            throw DRError(
                .integrity,
                "a key file asks for absurd scrypt parameters N=\(n) r=\(r) p=\(p)",
                hint: "the repository may be hostile; remove that key with the program that made it"
            )
        }
    }

    /// Derives 64 bytes from a password.
    ///
    /// - Throws: `DRError` when the parameters are out of bounds or memory is short.
    package func derive(password: [UInt8], salt: [UInt8]) throws -> [UInt8] {
        try validate()
        var derived = [UInt8](repeating: 0, count: 64)
        let result = password.withUnsafeBytes { password in
            EVP_PBE_scrypt(
                password.baseAddress?.assumingMemoryBound(to: CChar.self),
                password.count,
                salt,
                salt.count,
                n,
                UInt64(r),
                UInt64(p),
                Self.memoryLimit + (64 << 20),
                &derived,
                derived.count
            )
        }
        guard result == 1 else {
            throw DRError(.failed, "the key could not be derived: scrypt N=\(n) r=\(r) p=\(p) needs more memory")
        }
        return derived
    }
}
