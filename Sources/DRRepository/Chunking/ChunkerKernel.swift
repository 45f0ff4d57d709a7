import CKernels

/// The ways to look for cuts; all find the same ones.
package enum ChunkerKernel: Sendable, CaseIterable {
    /// Table lookups in six interleaved chains; runs anywhere.
    case portable
    /// 32 lanes with AVX2 and GFNI.
    case avx2
    /// 64 lanes with AVX-512 and GFNI.
    case avx512

    /// Whether this processor can run it.
    package var isSupported: Bool { rabin_supported(kernel) }

    /// The fastest kernel that this processor can run.
    package static let fastest: ChunkerKernel = [.avx512, .avx2].first(where: \.isSupported) ?? .portable

    /// The first position in `range` where the fingerprint of the 64 bytes that end there says cut, or nil.
    ///
    /// The range begins at 64 or later and lies within `bytes`; the kernel is supported.
    func firstCut(
        in bytes: UnsafeRawBufferPointer,
        range: Range<Int>,
        tables: RabinTables
    ) -> Int? {
        precondition(range.lowerBound >= RabinTables.windowSize && range.upperBound <= bytes.count)
        guard let base = bytes.baseAddress else { return nil }
        let position = rabin_scan(
            kernel,
            tables.words,
            base.assumingMemoryBound(to: UInt8.self),
            range.lowerBound,
            range.upperBound
        )
        return position < range.upperBound ? position : nil
    }

    /// The name of the kernel in C.
    private var kernel: rabin_kernel {
        switch self {
        case .portable: RABIN_PORTABLE
        case .avx2: RABIN_AVX2
        case .avx512: RABIN_AVX512
        }
    }
}
