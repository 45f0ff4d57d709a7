import DRCore

/// What a schedule and a policy make of a plan over time, when every run succeeds.
package struct RetentionSimulation: Hashable, Sendable {
    /// The state at the end of each month, and at the end of the simulation.
    package let steps: [Step]
    /// How many backups the schedule makes.
    package let backups: Int
    /// How many snapshots the policy removes.
    package let removed: Int
    /// The most snapshots that there are at once.
    package let peak: Int
    /// Whether the schedule applies the policy; where it does not, it is applied once a day.
    package let isScheduled: Bool

    /// The state at a time.
    package struct Step: Hashable, Sendable {
        /// When.
        package let time: Timestamp
        /// The snapshots that there are.
        package let snapshots: Int
        /// The oldest of them.
        package let oldest: Timestamp?
        /// The storage in bytes: the least, where the same files change again and again, and the most, where each backup
        /// adds something else; nil when nothing was measured.
        package let storage: ClosedRange<UInt64>?
    }
}

extension RetentionSimulation {
    /// Lets time pass.
    ///
    /// - Parameters:
    ///   - policy: what is applied; its guards are not asked.
    ///   - existing: the snapshots that there are at the start.
    ///   - calendar: when backups and retention run.
    ///   - host: the host that the new snapshots are of.
    ///   - requiredReach: see `RetentionDecision`.
    package init(
        policy: RetentionPolicy,
        existing: [RetentionCandidate],
        calendar: RunCalendar,
        host: String,
        requiredReach: Duration?,
        sizes: RetentionSizes?,
        from start: Timestamp,
        to end: Timestamp
    ) {
        var state = SimulatedPlan(policy: policy, points: existing, requiredReach: requiredReach, sizes: sizes)
        isScheduled = calendar.rules[.retention] != nil
        var steps: [Step] = []
        var month = calendar.zone.civilTime(at: start).month
        var nextDay = start.seconds + 86_400
        var last = start
        for run in calendar.plannedRuns([.full, .incremental, .retention], from: start, to: end) {
            let time = run.occurrence
            while !isScheduled, nextDay <= time.seconds {
                state.apply(at: Timestamp(seconds: nextDay))
                nextDay += 86_400
            }
            let local = calendar.zone.civilTime(at: time)
            if local.month != month {
                steps.append(state.step(at: last))
                month = local.month
            }
            last = time
            if run.kind == .retention {
                state.apply(at: time)
            } else {
                let offset = calendar.zone.utcOffset(at: time)
                state.add(time, utcOffset: offset, host: host, isFull: run.kind == .full)
            }
        }
        if !isScheduled { state.apply(at: end) }
        steps.append(state.step(at: end))
        self.steps = steps
        backups = state.backups
        removed = state.removed
        peak = state.peak
    }
}

/// The snapshots of a plan while time passes.
private struct SimulatedPlan {
    let policy: RetentionPolicy
    var points: [RetentionCandidate]
    let requiredReach: Duration?
    let sizes: RetentionSizes?
    var backups = 0
    var removed = 0
    var peak: Int
    /// What was added, ascending by time, for the upper bound.
    private var added: [(time: Timestamp, bytes: UInt64)]

    init(policy: RetentionPolicy, points: [RetentionCandidate], requiredReach: Duration?, sizes: RetentionSizes?) {
        self.policy = policy
        self.points = points
        self.requiredReach = requiredReach
        self.sizes = sizes
        peak = points.count
        added = points.map(\.point).sorted { $0.time < $1.time }.map { point in
            (point.time, sizes?.added(isFull: Self.isFull(point)) ?? 0)
        }
    }

    mutating func add(_ time: Timestamp, utcOffset: Int32, host: String, isFull: Bool) {
        backups += 1
        let point = RetentionPoint(
            id: "simulated-\(backups)",
            time: time,
            utcOffset: utcOffset,
            hostname: host,
            tags: [isFull ? RunKind.full.rawValue : RunKind.incremental.rawValue]
        )
        points.append(RetentionCandidate(point))
        added.append((time, sizes?.added(isFull: isFull) ?? 0))
        peak = max(peak, points.count)
    }

    mutating func apply(at time: Timestamp) {
        let decision = RetentionDecision(applying: policy, to: points, requiredReach: requiredReach, now: time)
        let gone = Set(decision.groups.flatMap(\.unwanted).map(\.id))
        guard !gone.isEmpty else { return }
        points.removeAll { gone.contains($0.point.id) }
        removed += gone.count
    }

    func step(at time: Timestamp) -> RetentionSimulation.Step {
        let oldest = points.map(\.point.time).min()
        var storage: ClosedRange<UInt64>?
        if let sizes {
            let least = points.reduce(sizes.base) { $0 + sizes.added(isFull: Self.isFull($1.point)) }
            let most = added.reduce(sizes.base) { sum, each in
                each.time >= oldest ?? time ? sum + each.bytes : sum
            }
            storage = least...max(least, most)
        }
        return RetentionSimulation.Step(time: time, snapshots: points.count, oldest: oldest, storage: storage)
    }

    private static func isFull(_ point: RetentionPoint) -> Bool { point.tags.contains(RunKind.full.rawValue) }
}
