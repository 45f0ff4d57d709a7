import DRCore

extension Polynomial {
    /// The degree of every chunker polynomial.
    package static let chunkerDegree = 53

    /// A fresh random irreducible polynomial of degree 53, for the config of a new repository.
    package static func randomIrreducible() -> Polynomial {
        while true {
            let random = SecureRandom.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let candidate = Polynomial(random & (1 << 54 - 1) | 1 << 53 | 1)
            if candidate.isIrreducible { return candidate }
        }
    }
}
