import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport

/// Holds the metrics file at the end of a simulation against the runs of the catalog and the repository itself.
struct QuarterMetrics {
    /// What the file does not say as it should.
    private(set) var mistakes: [String] = []
    private let metrics: MetricsText

    init(_ runs: [RunRecord], _ simulation: QuarterSimulation) throws {
        let path = simulation.scratch.path("dr.prom")
        metrics = try MetricsText(String(decoding: try FileBytes.read(path, limit: 1 << 20) ?? [], as: UTF8.self))
        for kind in RunKind.allCases {
            let labels = #"{environment="test",plan="files",kind="\#(kind.rawValue)"}"#
            let own = runs.filter { $0.kind == kind }.sorted { $0.started < $1.started }
            let good = own.filter(\.outcome.isUsable).last
            expect("dr_job_last_attempt_timestamp_seconds" + labels, own.last.map(\.started.seconds))
            expect("dr_job_last_success_timestamp_seconds" + labels, good.flatMap(\.ended).map(\.seconds))
            expect("dr_job_last_exit_code" + labels, own.last.flatMap(\.exitCode).map(Int64.init))
            expect("dr_job_running" + labels, 0)
        }
        let plan = #"{environment="test",plan="files"}"#
        let backups = runs.filter { ($0.kind == .full || $0.kind == .incremental) && $0.outcome.isUsable }
        let newest = backups.max { $0.started < $1.started }
        expect("dr_backup_last_success_timestamp_seconds" + plan, newest.map(\.started.seconds))
        expect("dr_backup_files" + plan, newest.flatMap(\.files))
        let repository = #"{environment="test",repository="main"}"#
        let backend = LocalBackend(path: simulation.scratch.path("store/repository"))
        let opened = try Repository.open(backend, password: Secret(Array(QuarterSimulation.password.utf8)))
        let snapshots = try opened.snapshots()
        expect("dr_repository_snapshots" + repository, Int64(snapshots.count))
        expect("dr_repository_locks" + repository, 0)
        expect(
            "dr_repository_newest_snapshot_timestamp_seconds" + repository,
            snapshots.map(\.time).max().map(\.seconds)
        )
        let open = try simulation.catalog.openAlerts(environment: "test")
        for severity in AlertSeverity.allCases {
            let name = #"dr_alerts_open{environment="test",severity="\#(severity.rawValue)"}"#
            expect(name, Int64(open.count { $0.standing.severity == severity }))
        }
    }

    private mutating func expect(_ name: String, _ value: Int64?) {
        let said = metrics.values[name].flatMap(Double.init)
        guard said != value.map(Double.init) else { return }
        mistakes.append("\(name) is \(said.map { "\($0)" } ?? "missing"), not \(value.map { "\($0)" } ?? "missing")")
    }
}
