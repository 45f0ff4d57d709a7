import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Synchronization

/// What must hold at the end of a simulation.
struct QuarterCheck {
    /// Occurrences with more than one run of use.
    private(set) var doubled: [String] = []
    /// Planned occurrences that no run of use served soon after.
    private(set) var lost: [String] = []
    /// Snapshots that the catalog does not know.
    private(set) var unknownSnapshots: [String] = []
    /// Snapshots of the catalog that are gone though no retention removed them.
    private(set) var missingSnapshots: [String] = []
    /// Snapshots that a retention run has removed, and that are there.
    private(set) var revived: [String] = []
    /// Snapshots that the policy does not want after it was applied.
    private(set) var unwanted: [String] = []
    /// Metrics that do not say what the catalog and the repository say.
    private(set) var wrongMetrics: [String] = []
    /// Runs without an end.
    private(set) var openRuns = 0
    /// Whether every byte was read and found whole.
    private(set) var isVerified = false
    /// What restic said, when it was not content.
    private(set) var restic: String?
    private var outcomes: [String: Int] = [:]
    private var planned = 0
    private var kept = 0
    private var removed = 0

    init(_ simulation: QuarterSimulation) throws {
        let runs = try simulation.catalog.runs(environment: "test", limit: 1_000_000)
        for run in runs { outcomes["\(run.kind.rawValue) \(run.outcome.rawValue)", default: 0] += 1 }
        openRuns = runs.count { $0.outcome == .running }
        let usable = runs.filter(\.outcome.isUsable)
        findDoubled(usable)
        try findLost(usable + runs.filter(Self.isAnswered), simulation)
        try compareSnapshots(runs, simulation)
        wrongMetrics = try QuarterMetrics(runs, simulation).mistakes
        let report = try Verification(Self.open(simulation), options: VerifyOptions(readData: .all)).run()
        isVerified = report.isIntact
        guard Tool.isInstalled("restic") else { return }
        let tool = Tool(
            "restic",
            [
                "RESTIC_REPOSITORY": simulation.scratch.path("store/repository"),
                "RESTIC_PASSWORD": QuarterSimulation.password,
            ]
        )
        let check = try tool.run(["check", "--no-cache", "--read-data"], seconds: 300)
        if check.status != 0 { restic = check.text + check.errors }
    }

    /// Whether a run came to an end that waits for a person or the next occurrence: what a guard of retention
    /// withholds, and what finds no repository, was tried and told, and is not lost.
    private static func isAnswered(_ run: RunRecord) -> Bool {
        switch run.kind {
        case .retention where run.outcome == .refused: true
        case .full, .verify, .retention, .prune, .restoreTest:
            run.outcome == .failed && run.exitCode == DRError.Code.noRepository.rawValue
        default: false
        }
    }

    private static func open(_ simulation: QuarterSimulation) throws -> Repository {
        try Repository.open(
            LocalBackend(path: simulation.scratch.path("store/repository")),
            password: Secret(Array(QuarterSimulation.password.utf8))
        )
    }

    private mutating func findDoubled(_ usable: [RunRecord]) {
        var seen: Set<String> = []
        for run in usable {
            guard let occurrence = run.occurrence else { continue }
            let name = "\(run.kind.rawValue) \(RFC3339.format(occurrence))"
            if !seen.insert(name).inserted { doubled.append(name) }
        }
    }

    /// An occurrence is served by the next run of use of its kind, or for an incremental one by a full one; that comes
    /// within the wait of the tries, but for the time in which nothing could run.
    private mutating func findLost(_ usable: [RunRecord], _ simulation: QuarterSimulation) throws {
        let patience: Int64 = 3 * 3600
        let gaps = simulation.gaps.withLock(\.self)
        let plans = try ScheduledPlan.all(in: simulation.installation)
        for plan in plans {
            let calendar = plan.calendar(since: QuarterSimulation.start)
            for run in calendar.plannedRuns(from: QuarterSimulation.start, to: simulation.end) {
                planned += 1
                let serving = usable.filter { candidate in
                    let isOfUse = candidate.kind == run.kind || run.kind == .incremental && candidate.kind == .full
                    return isOfUse && candidate.occurrence.map { $0 >= run.occurrence } ?? false
                }.min { $0.started < $1.started }
                var limit = run.due.seconds + patience
                // One stretch without runs may follow another before the tries had their time.
                while let off = gaps.filter({ $0.upperBound > run.due.seconds && $0.lowerBound < limit })
                    .map({ $0.upperBound + patience }).max(), off > limit
                {
                    limit = off
                }
                if let serving, serving.started.seconds <= limit { continue }
                // Maintenance of the last hours may still be to come.
                if limit >= simulation.end.seconds { continue }
                lost.append("\(run.kind.rawValue) \(RFC3339.format(run.occurrence))")
            }
        }
    }

    private mutating func compareSnapshots(_ runs: [RunRecord], _ simulation: QuarterSimulation) throws {
        let made = Set(runs.filter { $0.kind == .full || $0.kind == .incremental }.compactMap(\.snapshot))
        var removed: Set<String> = []
        for run in runs where run.kind == .retention { removed.formUnion(try Self.removed(run)) }
        let repository = try Self.open(simulation)
        let there = Set(try repository.snapshots().compactMap { $0.id?.hex })
        kept = there.count
        self.removed = removed.count
        unknownSnapshots = there.subtracting(made).sorted()
        missingSnapshots = made.subtracting(there).subtracting(removed).sorted()
        revived = there.intersection(removed).sorted()
        let history = try PlanHistory(
            "files",
            on: SnapshotShelf(repository),
            simulation.installation,
            simulation.catalog
        )
        unwanted = try history.decision(simulation.installation).removable.map(\.id)
    }

    /// What a retention run says to have removed.
    private static func removed(_ run: RunRecord) throws -> [String] {
        guard let details = run.details else { return [] }
        var ids: [String] = []
        try Array(details.utf8).withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard "removed" ~= key else {
                    try reader.skipValue()
                    continue
                }
                try reader.beginArray()
                while try reader.nextElement() { ids.append(try reader.string().string) }
            }
        }
        return ids
    }

    /// The figures on a few lines.
    var summary: String {
        let counts = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return """
            planned: \(planned) runs
            ran: \(counts)
            snapshots: \(kept) there, \(removed) removed
            lost: \(lost.count), doubled: \(doubled.count), open: \(openRuns)
            """
    }
}
