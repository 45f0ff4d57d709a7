import Synchronization

/// A flag that asks running work to stop; work looks at it between units of a few milliseconds.
package final class Cancellation: Sendable {
    private let reason = Atomic<Int32>(0)

    /// Makes a flag that is not set.
    package init() {}

    /// Asks for a stop; the first reason stays.
    package func cancel(_ code: DRError.Code) {
        _ = reason.compareExchange(expected: 0, desired: code.rawValue, ordering: .sequentiallyConsistent)
    }

    /// Why a stop was asked for; nil when it was not.
    package var code: DRError.Code? {
        let value = reason.load(ordering: .relaxed)
        return value == 0 ? nil : DRError.Code(rawValue: value) ?? .interrupted
    }

    /// Whether a stop was asked for.
    package var isCancelled: Bool { reason.load(ordering: .relaxed) != 0 }

    /// Throws when a stop was asked for.
    ///
    /// - Throws: `DRError` with the code that was given to `cancel`.
    package func check() throws {
        let value = reason.load(ordering: .relaxed)
        guard value != 0 else { return }
        throw DRError(DRError.Code(rawValue: value) ?? .interrupted, "stopped before the end, as asked")
    }
}
