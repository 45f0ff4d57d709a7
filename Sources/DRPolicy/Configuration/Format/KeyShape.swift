/// A key of a section.
package struct KeyShape: Sendable {
    /// The key as it is written.
    package let name: String
    /// What it is for.
    package let summary: String
    /// What its value may look like.
    package let shape: ValueShape
    /// Whether it must be there.
    package let isRequired: Bool
    /// The value that holds without it, as it would be written, where that is a single value.
    package let builtIn: String?
}
