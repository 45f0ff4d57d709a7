/// Where a secret comes from; a configuration never holds the secret itself.
package enum SecretReference: Hashable, Sendable {
    /// The content of a file, without one line break at its end.
    case file(String)
    /// The output of a program; nothing is interpreted by a shell.
    case command([String])
    /// A variable of the environment.
    case variable(String)
    /// A credential that systemd hands over (`LoadCredential=`).
    case credential(String)
}
