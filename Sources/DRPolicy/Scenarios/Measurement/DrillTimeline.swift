/// The moments of a drill, in nanoseconds since it began, by a clock that never goes back; nil for what did not happen.
package struct DrillTimeline: Hashable, Sendable {
    /// The steady state held.
    package var steady: Int64?
    /// The fault began to act.
    package var fault: Int64?
    /// A probe saw its effect.
    package var effect: Int64?
    /// It was noticed.
    package var detected: Int64?
    /// Somebody declared the disaster.
    package var declared: Int64?
    /// The old place was proven unable to take writes.
    package var fenced: Int64?
    /// The new place was ready.
    package var recovered: Int64?
    /// Traffic was switched.
    package var switched: Int64?
    /// A client succeeded again.
    package var firstSuccess: Int64?
    /// The service was well from here on.
    package var stable: Int64?
    /// Everything was validated.
    package var validated: Int64?
    /// The steady state was back.
    package var restored: Int64?

    /// A timeline on which nothing has happened.
    package init() {}

    /// The moments by their names, in the order of a drill that goes well.
    package var moments: [(name: String, at: Int64?)] {
        [
            ("steady", steady), ("fault", fault), ("effect", effect), ("detected", detected), ("declared", declared),
            ("fenced", fenced), ("recovered", recovered), ("switched", switched), ("first_success", firstSuccess),
            ("stable", stable), ("validated", validated), ("restored", restored),
        ]
    }

    /// When the service counted as back: stable as its clients see it, and validated.
    package var delivered: Int64? {
        guard let stable, let validated else { return nil }
        return max(stable, validated)
    }

    /// The achieved recovery time in nanoseconds from the moment at which the clock of the RTO starts.
    package func recoveryTime(from clock: ScenarioObjectives.ObjectiveClock) -> Int64? {
        guard let delivered, let start = clock == .disruption ? fault : declared ?? detected else { return nil }
        return max(delivered - start, 0)
    }

    /// The parts of the time from the fault to the end of the recovery, in nanoseconds, in their order.
    ///
    /// A part lasts from the end of the one before it; what did not happen takes no part. The sum is the time from the
    /// fault to `delivered`.
    package var breakdown: [(phase: RecoveryPhase, nanoseconds: Int64)] {
        guard var last = fault, let delivered else { return [] }
        let ends: [(RecoveryPhase, Int64?)] = [
            (.detect, detected), (.decide, declared), (.fence, fenced), (.recover, recovered), (.switch, switched),
            (.validate, delivered),
        ]
        return ends.map { phase, end in
            let moment = phase == .validate ? delivered : min(max(end ?? last, last), delivered)
            defer { last = moment }
            return (phase, moment - last)
        }
    }
}
