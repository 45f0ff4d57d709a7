/// A secret that a configuration refers to.
package struct NamedSecret: Hashable, Sendable {
    /// The key that refers to it, such as `repositories.primary.password`.
    package let key: String
    /// Where it comes from.
    package let reference: SecretReference
}

extension SecretReference {
    /// Where the secret comes from, in words; of a command only the program, as arguments may be secrets.
    package var place: String {
        switch self {
        case .file(let path): "the file \(path)"
        case .command(let words): "what the program \(words.first ?? "") prints"
        case .variable(let name): "the variable \(name)"
        case .credential(let name): "the credential \(name) of systemd"
        }
    }
}
