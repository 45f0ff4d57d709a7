/// What is known of an action before it runs.
package struct ActionShape: Sendable {
    /// Its name.
    package let name: String
    /// What it does to the world.
    package let effect: Effect
    /// What it is for.
    package let summary: String
    /// Its keys.
    package let arguments: [ActionArgument]

    /// What an action does to the world.
    package enum Effect: String, Sendable {
        /// It only looks; a dry run performs it too.
        case probe
        /// It changes a service, so it needs a reverse and a service that drills may touch.
        case changes
        /// It writes only into the directory of the drill, or waits, or asks.
        case keeps
    }

    static func probe(_ name: String, _ summary: String, _ arguments: [ActionArgument]) -> ActionShape {
        ActionShape(name: name, effect: .probe, summary: summary, arguments: arguments)
    }

    static func change(_ name: String, _ summary: String, _ arguments: [ActionArgument]) -> ActionShape {
        ActionShape(name: name, effect: .changes, summary: summary, arguments: arguments)
    }

    static func keep(_ name: String, _ summary: String, _ arguments: [ActionArgument]) -> ActionShape {
        ActionShape(name: name, effect: .keeps, summary: summary, arguments: arguments)
    }
}
