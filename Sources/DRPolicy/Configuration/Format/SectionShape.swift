/// A map with known keys.
package struct SectionShape: Sendable {
    /// What the section is for.
    package let summary: String
    /// The keys, in the order in which they are documented.
    package let keys: [KeyShape]
    /// Keys of which exactly one must be there; empty without such a rule.
    package let exactlyOne: [String]
    /// A name under which the schema describes it once, where it stands at many places.
    package var definition: String?
}
