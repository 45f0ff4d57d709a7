/// A file that holds a secret, and where it is named.
struct SecretFileUse: Sendable {
    /// The path.
    let path: String
    /// Where the configuration names it.
    let origin: ValueOrigin
}
