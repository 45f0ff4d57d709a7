/// A name that must be declared elsewhere in the configuration.
struct NameReference: Sendable {
    /// What is named.
    let kind: DeclaredKind
    /// The name.
    let name: String
    /// The name as the file has it, with variables.
    let written: String
    /// Where it is used.
    let origin: ValueOrigin
}
