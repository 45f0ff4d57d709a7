/// What came of an action.
package struct ActionOutcome: Hashable, Sendable {
    /// Whether what a probe looks for is so; true for an action that was done.
    package var holds: Bool
    /// What was seen or done, as a sentence for people.
    package var detail: String
    /// What later steps can use.
    package var output: String

    /// Takes what came of it.
    package init(holds: Bool = true, _ detail: String, output: String = "") {
        self.holds = holds
        self.detail = detail
        self.output = output
    }
}
