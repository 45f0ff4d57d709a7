/// A single value, before anything is made of it.
package struct ConfigurationScalar: Sendable, Equatable {
    /// The text that counts, with variables replaced.
    package var text: String
    /// What the file says; messages show this, as the variables may hold secrets.
    package let written: String
    /// Whether it stands without quotes, so that it may be a number or a boolean.
    package var isPlain: Bool

    /// Takes what stands in a file.
    init(_ text: String, isPlain: Bool) {
        self.text = text
        written = text
        self.isPlain = isPlain
    }
}
