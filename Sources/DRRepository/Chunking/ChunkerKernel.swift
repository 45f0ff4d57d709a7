import CKernels

/// The ways to look for cuts; all find the same ones.
package enum ChunkerKernel: Sendable, CaseIterable {
    /// Table lookups in four interleaved lanes; runs anywhere.
    case portable
    /// 32 lanes with AVX2 and GFNI.
    case avx2
    /// 64 lanes with AVX-512 and GFNI.
    case avx512

    /// Whether this processor can run it.
    package var isSupported: Bool { rabin_supported(kernel) }

    /// The fastest kernel that this processor can run.
    package static let fastest: ChunkerKernel = [.avx512, .avx2].first(where: \.isSupported) ?? .portable

    /// The name of the kernel in C.
    var kernel: rabin_kernel {
        switch self {
        case .portable: RABIN_PORTABLE
        case .avx2: RABIN_AVX2
        case .avx512: RABIN_AVX512
        }
    }
}
