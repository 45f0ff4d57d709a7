import CKernels
import DRCore
import DRStorage

/// SHA-256 with a state that is used again; belongs to one thread.
///
/// Where the processor has instructions for it, two hashers can go on together in little more time than one takes
/// (decision 0008). Elsewhere the crypto library does the work.
package final class SHA256Hasher {
    private static let blockSize = 64
    private static let initialState: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// Whether this processor can hash without the library.
    package static let isAccelerated = sha256_supported()

    /// Does everything where the processor has no instructions for it.
    private let library: LibrarySHA256?
    private let state = UnsafeMutablePointer<UInt32>.allocate(capacity: 8)
    /// The start of a block that is not complete yet.
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize, alignment: 16)
    private var pending = 0
    private var length: UInt64 = 0

    /// Makes a hasher.
    ///
    /// - Parameter usesLibrary: whether the crypto library does the work; the default is where it has to.
    /// - Throws: `DRError` when the library is needed and has no SHA-256.
    package init(usesLibrary: Bool = !isAccelerated) throws {
        library = usesLibrary ? try LibrarySHA256() : nil
        block.initializeMemory(as: UInt8.self, repeating: 0)
        state.initialize(from: Self.initialState, count: Self.initialState.count)
    }

    deinit {
        state.deallocate()
        block.deallocate()
    }

    /// The SHA-256 of `bytes`.
    package func hash(_ bytes: UnsafeRawBufferPointer) -> ObjectID {
        begin()
        update(bytes)
        return finish()
    }

    /// Starts a new hash.
    package func begin() {
        if let library { return library.begin() }
        state.update(from: Self.initialState, count: Self.initialState.count)
        pending = 0
        length = 0
    }

    /// Adds bytes to the hash that was begun.
    package func update(_ bytes: UnsafeRawBufferPointer) {
        if let library { return library.update(bytes) }
        absorb(completeBlock(bytes))
    }

    /// Adds bytes to two hashes, side by side as far as both go.
    package static func update(
        _ first: SHA256Hasher,
        _ firstBytes: UnsafeRawBufferPointer,
        _ second: SHA256Hasher,
        _ secondBytes: UnsafeRawBufferPointer
    ) {
        guard first.library == nil, second.library == nil else {
            first.update(firstBytes)
            second.update(secondBytes)
            return
        }
        let one = first.completeBlock(firstBytes)
        let two = second.completeBlock(secondBytes)
        let common = min(one.count, two.count) / blockSize
        if common > 0, let oneBase = one.baseAddress, let twoBase = two.baseAddress {
            sha256_blocks_pair(
                first.state,
                oneBase.assumingMemoryBound(to: UInt8.self),
                second.state,
                twoBase.assumingMemoryBound(to: UInt8.self),
                common
            )
        }
        first.absorb(UnsafeRawBufferPointer(rebasing: one[(common * blockSize)...]))
        second.absorb(UnsafeRawBufferPointer(rebasing: two[(common * blockSize)...]))
    }

    /// Ends the hash that was begun.
    package func finish() -> ObjectID {
        if let library { return library.finish() }
        let bits = length << 3
        // FIPS 180-4, section 5.1.1: a one bit, zeros, and the length in bits at the end of a block.
        block[pending] = 0x80
        pending += 1
        if pending > Self.blockSize - 8 {
            zeroBlock(to: Self.blockSize)
            takeBlock()
        }
        zeroBlock(to: Self.blockSize - 8)
        block.storeBytes(of: bits.bigEndian, toByteOffset: Self.blockSize - 8, as: UInt64.self)
        takeBlock()
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 8) { digest in
            for word in 0..<8 { digest[word] = state[word].bigEndian }
            return ObjectID(bytes: UnsafeRawBufferPointer(digest))
        }
    }

    private func zeroBlock(to end: Int) {
        UnsafeMutableRawBufferPointer(rebasing: block[pending..<end]).initializeMemory(as: UInt8.self, repeating: 0)
    }

    private func takeBlock() {
        if let base = block.baseAddress { sha256_blocks(state, base.assumingMemoryBound(to: UInt8.self), 1) }
        pending = 0
    }

    /// Counts the bytes, fills up the block that was begun with the first of them, and returns the others.
    private func completeBlock(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        length += UInt64(bytes.count)
        guard pending > 0 else { return bytes }
        let taken = min(Self.blockSize - pending, bytes.count)
        keep(UnsafeRawBufferPointer(rebasing: bytes[..<taken]))
        if pending == Self.blockSize { takeBlock() }
        return UnsafeRawBufferPointer(rebasing: bytes[taken...])
    }

    /// Takes whole blocks and keeps the rest; no block is begun, unless there are no bytes.
    private func absorb(_ bytes: UnsafeRawBufferPointer) {
        let blocks = bytes.count / Self.blockSize
        if blocks > 0, let base = bytes.baseAddress {
            sha256_blocks(state, base.assumingMemoryBound(to: UInt8.self), blocks)
        }
        keep(UnsafeRawBufferPointer(rebasing: bytes[(blocks * Self.blockSize)...]))
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: block[pending...]).copyMemory(from: bytes)
        pending += bytes.count
    }
}
