import DRStorage

/// The config object of a repository: its version, identity and chunker polynomial.
package struct RepositoryConfig: Sendable, Equatable {
    /// 1 or 2; only version 2 compresses.
    package var version: Int
    /// A random identity, 64 hexadecimal digits.
    package var id: String
    /// The irreducible polynomial of degree 53 that decides where files are cut.
    package var chunkerPolynomial: UInt64
    /// The name of another chunker, as rustic writes it; nil or "rabin" here.
    package var chunker: String?

    /// Makes a config.
    package init(version: Int, id: String, chunkerPolynomial: UInt64, chunker: String? = nil) {
        self.version = version
        self.id = id
        self.chunkerPolynomial = chunkerPolynomial
        self.chunker = chunker
    }
}
