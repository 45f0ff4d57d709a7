/// A step of the setup and what came of it.
package struct SetupStep: Sendable, Equatable {
    /// What came of a step.
    package enum State: String, Sendable {
        /// Something is there that was not before.
        case made
        /// It was there already and was left as it is.
        case kept
        /// It was not asked for.
        case skipped
    }

    /// The step in a word or two.
    package let name: String
    /// What came of it.
    package let state: State
    /// What is there now.
    package let message: String

    /// Describes a step.
    package init(_ name: String, _ state: State, _ message: String) {
        self.name = name
        self.state = state
        self.message = message
    }
}
