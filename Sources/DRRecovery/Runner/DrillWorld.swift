import DRCore
import DRPolicy

/// What a drill acts through: the actions, the clock, the sentinels, and whoever is told of it.
package struct DrillWorld: Sendable {
    /// Does the actions.
    package var registry: ActionRegistry
    /// Tells the time.
    package var clock: any DrillClock
    /// Set by a signal.
    package var signals: Cancellation
    /// Makes the writers of a sentinel; the last argument is the moment from which times are counted.
    package var makeCrew: @Sendable (SentinelSettings, CrewPlace) throws -> any SentinelCrew
    /// Hears what happens, a line each.
    package var note: @Sendable (String) -> Void
    /// Tells a channel of the configuration.
    package var tell: @Sendable (_ channel: String, _ message: String) throws -> Void

    /// Where the writers of a sentinel belong.
    package struct CrewPlace: Sendable {
        /// The drill.
        package let drill: String
        /// The moment of the clock from which times are counted.
        package let origin: Int64
        /// The file of the log.
        package let path: String
        /// The value of a place in a template.
        package let fill: @Sendable (TemplateReference, SentinelKey?) throws -> String
    }

    /// Takes what a drill acts through; the writers use HTTP.
    package init(
        registry: ActionRegistry,
        clock: any DrillClock,
        signals: Cancellation,
        note: @escaping @Sendable (String) -> Void,
        tell: @escaping @Sendable (String, String) throws -> Void
    ) {
        self.registry = registry
        self.clock = clock
        self.signals = signals
        self.note = note
        self.tell = tell
        makeCrew = { settings, place in
            try HTTPSentinelCrew(
                settings,
                drill: place.drill,
                clock: clock,
                origin: place.origin,
                path: place.path,
                fill: place.fill
            )
        }
    }
}
