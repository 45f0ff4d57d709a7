import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Targets whose place only the log knows choose their base backup.
@Suite("Recoveries to transactions and restore points", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct TargetSearchTests {
    private static let settings = ["max_prepared_transactions = 4"]

    /// Inserts a row and returns the number of the transaction.
    private func insert(_ cluster: TestCluster, _ row: Int) throws -> String {
        try cluster.sql("INSERT INTO t VALUES (\(row)); SELECT txid_current()").trimmed
    }

    /// The snapshot that a recovery to a target would begin from.
    private func base(_ base: BaseLab, _ target: [String]) throws -> String {
        let run = try base.run(["restore", "--plan", "orders", "--estimate", "--json"] + target)
        let mark = "\"snapshot_id\":\""
        guard let found = run.text.firstRange(of: mark) else { return run.text }
        return String(run.text[found.upperBound...].prefix(64))
    }

    private func last(_ base: BaseLab, _ target: [String], _ name: String) throws -> String? {
        let copy = try base.recover(target, to: name)
        defer { _ = Result { try copy.stop() } }
        return try copy.connect().query("SELECT max(i) FROM t").text(0, 0)
    }

    @Test(
        "the base that was complete before is chosen, and the recovery ends there",
        .tags(.large),
        .hangLimit
    )
    func targets() throws {
        try BaseLab.with(settings: Self.settings) { base in
            let cluster = base.lab.cluster
            try cluster.sql("CREATE TABLE t (i int)")
            try cluster.sql("SELECT pg_create_restore_point('twice')")
            try base.backUp()
            let early = try insert(cluster, 1)
            try cluster.sql("SELECT pg_create_restore_point('early'), pg_create_restore_point('twice')")
            _ = try insert(cluster, 2)
            try cluster.sql("BEGIN; INSERT INTO t VALUES (3); PREPARE TRANSACTION 'p'")
            let prepared = try cluster.sql("SELECT transaction FROM pg_prepared_xacts").trimmed
            try cluster.sql("COMMIT PREPARED 'p'")
            _ = try insert(cluster, 4)
            try base.backUp("--incremental")
            let late = try insert(cluster, 5)
            try cluster.sql("SELECT pg_create_restore_point('late')")
            _ = try insert(cluster, 6)
            try base.lab.archiveAll()
            let ids = try base.bases().map { $0.snapshot.id?.hex ?? "" }
            for target in [["--xid", early], ["--name", "early"], ["--name", "twice"], ["--xid", prepared]] {
                #expect(try self.base(base, target) == ids[0], "\(target)")
            }
            for target in [["--xid", late], ["--name", "late"]] {
                #expect(try self.base(base, target) == ids[1], "\(target)")
            }
            #expect(try last(base, ["--xid", early], "early") == "1")
            #expect(try last(base, ["--xid", prepared], "prepared") == "3")
            #expect(try last(base, ["--name", "early"], "point") == "1")
            #expect(try last(base, ["--xid", late, "--exclusive"], "before") == "4")
            #expect(try last(base, ["--name", "late"], "late") == "5")
            // What the log does not hold, and what lies before every base.
            let restore = ["restore", "--plan", "orders", "--target", base.data("none")]
            for target in [["--xid", "4000000"], ["--name", "never"]] {
                #expect(try base.run(restore + target, expecting: 17).errors.contains("the log holds no such end"))
            }
            let newest = ["-r", ids[1]]
            let early17 = try base.run(restore + newest + ["--xid", early], expecting: 17)
            #expect(early17.errors.contains("the log holds no such end"))
        }
    }
}
