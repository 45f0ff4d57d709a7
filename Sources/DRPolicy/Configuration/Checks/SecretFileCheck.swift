/// Checks that files with secrets are there and that nobody else can read them.
enum SecretFileCheck {
    /// The problems with the files.
    static func problems(_ files: [SecretFileUse], facts: ConfigurationFacts) -> [ConfigurationProblem] {
        files.compactMap { file in
            switch facts.secretFile(file.path) {
            case .unknown: return nil
            case .missing:
                return ConfigurationProblem(
                    "the secret file \(file.path) is not there",
                    at: file.origin,
                    allowed: "a file that exists"
                )
            case .present(let mode, _) where mode & 0o077 != 0:
                return ConfigurationProblem(
                    "the secret file \(file.path) can be used by others (mode \(String(mode & 0o7777, radix: 8)))",
                    at: file.origin,
                    allowed: "permissions for its owner only: chmod 600 \(file.path)"
                )
            case .present(_, let owner) where owner != 0 && owner != facts.user:
                return ConfigurationProblem(
                    "the secret file \(file.path) belongs to another user (\(owner))",
                    at: file.origin,
                    allowed: "a file of root or of the user that dr runs as"
                )
            case .present: return nil
            }
        }
    }
}
