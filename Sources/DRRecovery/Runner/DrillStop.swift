import DRCore
import DRPolicy
import Synchronization

/// Why and whether a drill is to stop before its end; the first reason stays.
package final class DrillStop: Sendable {
    /// Why a drill stops.
    package struct Reason: Error, Hashable, Sendable {
        /// The status that the drill has then.
        package let status: DrillStatus
        /// What happened, as a sentence.
        package let text: String

        /// Takes both.
        package init(_ status: DrillStatus, _ text: String) {
            self.status = status
            self.text = text
        }
    }

    /// Set when the forward part of the drill is to stop.
    package let cancellation = Cancellation()
    private let first = Mutex<Reason?>(nil)

    /// Nothing stops the drill yet.
    package init() {}

    /// Asks for a stop.
    package func request(_ reason: Reason) {
        first.withLock { if $0 == nil { $0 = reason } }
        cancellation.cancel(.interrupted)
    }

    /// The first reason.
    package var reason: Reason? { first.withLock { $0 } }

    /// Throws the reason when there is one.
    func check() throws {
        if let reason { throw reason }
    }
}
