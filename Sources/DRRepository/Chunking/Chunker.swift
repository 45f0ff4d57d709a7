import DRCore

/// Cuts a stream of bytes where its content says so, so that equal content gives equal chunks wherever it lies.
///
/// A chunk ends after the first byte, at 512 KiB or later, where the Rabin fingerprint of the last 64 bytes has its
/// low 20 bits zero, or at 8 MiB: exactly the cuts of restic with the same polynomial. Immutable: made once for a
/// repository and shared by all threads.
package struct Chunker: Sendable {
    /// The shortest chunk but the last of a stream, in bytes.
    package static let minimumSize = 512 << 10
    /// The longest chunk, in bytes.
    package static let maximumSize = 8 << 20

    private let tables: RabinTables
    private let kernel: ChunkerKernel

    /// Makes a chunker for the polynomial of a repository.
    ///
    /// - Throws: `DRError` `integrity` when the polynomial is not irreducible of degree 53.
    package init(polynomial: Polynomial) throws {
        try self.init(polynomial: polynomial, kernel: .fastest)
    }

    /// Makes a chunker that uses one kernel, which must be supported.
    init(polynomial: Polynomial, kernel: ChunkerKernel) throws {
        // The polynomial stays out of the message: who knows it can recognise known files by their chunk lengths.
        guard polynomial.degree == Polynomial.chunkerDegree, polynomial.isIrreducible else {
            throw DRError(
                .integrity,
                "the chunker polynomial is not an irreducible one of degree 53",
                object: "config",
                hint: "the config of the repository is damaged; existing snapshots can still be restored"
            )
        }
        precondition(kernel.isSupported, "the processor cannot run this kernel")
        self.tables = RabinTables(polynomial)
        self.kernel = kernel
    }

    /// The length in bytes of the first chunk of `bytes`, or nil when more bytes are needed to know.
    ///
    /// `bytes` start where a chunk starts; `isLast` says that the stream ends with them. No bytes give nil.
    package func cut(_ bytes: UnsafeRawBufferPointer, isLast: Bool) -> Int? {
        var scanned = 0
        return cut(bytes, scanned: &scanned, isLast: isLast)
    }

    /// The same for a buffer that grows between calls.
    ///
    /// `scanned` is 0 at the start of a chunk, remembers how many bytes were looked at when nil is returned, and is 0
    /// again after a cut.
    package func cut(_ bytes: UnsafeRawBufferPointer, scanned: inout Int, isLast: Bool) -> Int? {
        let end = min(bytes.count, Chunker.maximumSize)
        let start = max(scanned, Chunker.minimumSize - 1)
        if start < end {
            if let position = kernel.firstCut(in: bytes, range: start..<end, tables: tables) {
                scanned = 0
                return position + 1
            }
            scanned = end
        }
        guard end == Chunker.maximumSize || (isLast && end > 0) else { return nil }
        scanned = 0
        return end
    }
}
