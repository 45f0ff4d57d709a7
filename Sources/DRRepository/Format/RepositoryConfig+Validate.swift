import DRCore

extension RepositoryConfig {
    /// Whether this program can read the repository.
    ///
    /// - Throws: `DRError` (integrity) for an unknown version or a polynomial that cannot cut.
    func validate() throws {
        guard (1...2).contains(version) else {
            throw DRError(
                .integrity,
                "the repository is of version \(version), this program reads 1 and 2",
                hint: "use a newer program"
            )
        }
        guard Polynomial(chunkerPolynomial).isIrreducible else {
            throw DRError(.integrity, "the chunker polynomial in the config is not irreducible")
        }
    }

    /// Whether this program may write to the repository.
    ///
    /// - Throws: `DRError` when another chunker is asked for, as rustic can: blobs cut elsewhere would not match.
    package func validateForWriting() throws {
        guard let chunker, chunker != "rabin" else { return }
        throw DRError(
            .failed,
            "the repository asks for the chunker \"\(chunker)\", which only the program that made it writes",
            hint: "reading and restoring work; write to another repository"
        )
    }
}
