/// What the caller finds on the machine; the checks themselves read nothing.
package struct ConfigurationFacts: Sendable {
    /// The user that `dr` runs as, by number.
    package var user: UInt32
    /// The state of a file that holds a secret.
    package var secretFile: @Sendable (_ path: String) -> SecretFile

    /// What is known of a file.
    package enum SecretFile: Hashable, Sendable {
        /// Nobody looked.
        case unknown
        /// There is none.
        case missing
        /// It is there, with these permissions and the owner by number.
        case present(mode: UInt32, owner: UInt32)
    }

    /// Takes what the caller found; without arguments nothing is known.
    package init(user: UInt32 = 0, secretFile: @escaping @Sendable (String) -> SecretFile = { _ in .unknown }) {
        self.user = user
        self.secretFile = secretFile
    }
}
