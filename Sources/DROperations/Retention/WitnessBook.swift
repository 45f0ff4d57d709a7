import DRCore
import DRPolicy

/// Answers what the catalog saw of a snapshot.
struct WitnessBook {
    private var seen: [String: ClosedRange<Timestamp>] = [:]
    private var named: Set<String> = []
    /// The times of runs of which no snapshot was noted, as their process may have died after making it.
    private var open: [ClosedRange<Timestamp>] = []

    /// So long after its beginning a run that never ended may have made a snapshot, in seconds.
    private static let longestRun: Int64 = 7 * 86_400

    init(_ witnesses: [BackupWitness]) {
        for witness in witnesses {
            let last = witness.ended ?? Timestamp(seconds: witness.started.seconds + Self.longestRun)
            let span = witness.started...max(witness.started, last)
            if let snapshot = witness.snapshot {
                named.insert(snapshot)
                if witness.wasSeen { seen[snapshot] = span }
            } else {
                open.append(span)
            }
        }
    }

    /// The time in which this machine saw a snapshot being made.
    func witnessed(_ id: String) -> ClosedRange<Timestamp>? { seen[id] }

    /// Whether any run accounts for a snapshot, also one that was taken over from the repository.
    func knows(_ point: RetentionPoint) -> Bool {
        named.contains(point.id) || open.contains { $0.contains(point.time) }
    }
}
