import CKernels
import CLinux
import COpenSSL
import DRCore
import Synchronization

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
        let blockSize = 128 * Int(r)
        let blocks = SecretBlocks(try Self.stretch(password, salt, count: blockSize * Int(p)))
        let threads = min(Self.threads.load(ordering: .relaxed), Int(p))
        let memory = blockSize * (Int(n) + 2)
        let workers = max(min(threads, Int(Self.memoryLimit) / memory), 1)
        let scratch = try (0..<workers).map { _ in try ScratchMemory(count: memory) }
        try ParallelWork.forEach(count: Int(p), workers: workers) { [n, r] worker, number in
            scrypt_ro_mix(blocks.base + number * blockSize, Int(r), n, scratch[worker].base)
        }
        return try Self.stretch(password, blocks.bytes, count: 64)
    }

    /// Threads that derive a key: each takes the memory of one, 32 MiB usually, so a program that has no haste uses one.
    package static let threads = Atomic<Int>(1)

    /// PBKDF2 with HMAC-SHA-256 and one iteration.
    private static func stretch(_ password: [UInt8], _ salt: [UInt8], count: Int) throws -> [UInt8] {
        var derived = [UInt8](repeating: 0, count: count)
        let result = password.withUnsafeBytes { password in
            PKCS5_PBKDF2_HMAC(
                password.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(password.count),
                salt,
                Int32(salt.count),
                1,
                EVP_sha256(),
                Int32(count),
                &derived
            )
        }
        guard result == 1 else { throw DRError(.failed, "the crypto library could not derive a key from the password") }
        return derived
    }
}

/// What lies between password and key; erased afterwards.
private final class SecretBlocks: @unchecked Sendable {
    let base: UnsafeMutablePointer<UInt8>
    private let count: Int

    init(_ bytes: [UInt8]) {
        count = bytes.count
        base = .allocate(capacity: max(count, 1))
        base.initialize(from: bytes, count: count)
    }

    deinit {
        OPENSSL_cleanse(base, count)
        base.deallocate()
    }

    var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

/// Zeroed memory straight from the kernel, in large pages where it has them; it goes back at once.
private final class ScratchMemory: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    private let count: Int

    init(count: Int) throws {
        let memory = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | CLINUX_MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != clinux_map_failed() else {
            throw DRError(.failed, "no memory to derive the key: \(ByteCount.format(UInt64(count))) are needed")
        }
        // Only a hint: most of the time goes to reads at random places, each of which needs the address of its page.
        _ = madvise(memory, count, clinux_large_pages)
        base = memory
        self.count = count
    }

    deinit { munmap(base, count) }
}
