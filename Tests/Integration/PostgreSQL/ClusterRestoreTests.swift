import CLinux
import DRCore
import DRRepository
import DRTestSupport
import DRWorkloads
import Testing

/// Restores of clusters: what may be overwritten, what can be reached, and the way out without `dr`.
@Suite("Restores of clusters", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct ClusterRestoreTests {
    @Test(
        "stock restic restores a base and its log, and a server recovers by hand as the documentation tells",
        .tags(.large),
        .hangLimit,
        .enabled(if: Tool.isInstalled("restic"), "restic is not installed")
    )
    func byHand() throws {
        try BaseLab.with { base in
            try base.lab.cluster.sql("CREATE TABLE t AS SELECT i, repeat('y', 500) x FROM generate_series(1, 20000) i")
            try base.backUp()
            try base.lab.cluster.sql("INSERT INTO t SELECT generate_series(1, 10)")
            try base.lab.archiveAll()
            let script = try RecoveryByHand.script(
                repository: base.lab.repositoryPath,
                passwordFile: base.lab.scratch.path("key"),
                target: base.lab.scratch.path("run/hand")
            )
            try base.lab.scratch.write(Array(script.utf8), to: "run/by-hand.sh", mode: 0o755)
            try base.lab.cluster.asUser("sh", ["-eu", base.lab.scratch.path("run/by-hand.sh")])
            let copy = try RecoveredCluster(
                base.lab.scratch.path("run/hand/data"),
                in: base.lab.scratch,
                like: base.lab.cluster
            )
            try copy.start()
            #expect(try copy.connect().query("SELECT count(*) FROM t").text(0, 0) == "20010")
            try copy.check(base.lab.cluster)
        }
    }

    @Test(
        "what is in the way is not overwritten; with --delta only what differs is",
        .tags(.large),
        .hangLimit
    )
    func guarded() throws {
        try BaseLab.with { base in
            try base.lab.cluster.sql("CREATE TABLE t AS SELECT i, repeat('y', 500) x FROM generate_series(1, 9000) i")
            try base.backUp()
            let restore = ["restore", "--plan", "orders", "--consistent", "--target"]
            // The cluster itself, while it runs.
            try base.run(restore + [base.lab.cluster.data], expecting: 18)
            try base.run(restore + [base.lab.cluster.data, "--delta"], expecting: 18)
            // A directory with something else in it.
            try base.lab.cluster.asUser("mkdir", [base.data("other")])
            try base.lab.cluster.asUser("touch", [base.data("other") + "/precious"])
            try base.run(restore + [base.data("other"), "--delta"], expecting: 18)
            try base.run(restore + [base.data("copy")])
            try base.run(restore + [base.data("copy")], expecting: 18)
            let again = try base.run(restore + [base.data("copy"), "--delta", "--json"])
            #expect(again.text.contains("\"bytes_written\":"))
            let copy = try RecoveredCluster(base.data("copy"), in: base.lab.scratch, like: base.lab.cluster)
            try copy.start()
            #expect(try copy.connect().query("SELECT count(*) FROM t").text(0, 0) == "9000")
            #expect(try copy.connect().query("SHOW archive_mode").text(0, 0) == "off")
        }
    }

    @Test("a missing segment ends with 17 and is named; so does a moment before the first backup", .tags(.large))
    func unreachable() throws {
        try BaseLab.with { base in
            try base.lab.cluster.sql("CREATE TABLE t (i int)")
            let before = Timestamp.now
            usleep(1_100_000)
            try base.backUp()
            let restore = ["restore", "--plan", "orders", "--target", base.data("copy")]
            let early = try base.run(restore + ["--at", RFC3339.format(before)], expecting: 17)
            #expect(early.errors.contains("oldest moment"))
            for number in 1...6 {
                try base.lab.cluster.sql("INSERT INTO t VALUES (\(number))")
                try base.lab.archiveAll()
            }
            let missing = try base.loseSegment()
            let late = try base.run(restore + ["--latest"], expecting: 17)
            #expect(late.errors.contains(missing))
            try base.run(restore + ["--consistent"])
        }
    }

    @Test("a recovery of a recovery follows its timeline, and the older one can still be reached", .tags(.large))
    func timelines() throws {
        try BaseLab.with { base in
            let cluster = base.lab.cluster
            try cluster.sql("CREATE TABLE t (i int)")
            try base.backUp()
            try cluster.sql("INSERT INTO t VALUES (1)")
            usleep(1_200_000)
            let branch = Timestamp.now
            usleep(1_200_000)
            try cluster.sql("INSERT INTO t VALUES (2)")
            try base.lab.archiveAll()
            // The copy takes over: it archives on a new timeline.
            try cluster.stop()
            try base.run([
                "restore", "--plan", "orders", "--target", base.data("second"), "--at", RFC3339.format(branch),
                "--keep-archiving",
            ])
            let second = try RecoveredCluster(base.data("second"), in: base.lab.scratch, like: cluster)
            try second.start()
            #expect(try second.connect().query("SELECT count(*) FROM t").text(0, 0) == "1")
            _ = try second.connect().query("INSERT INTO t VALUES (30)")
            _ = try second.connect().query("INSERT INTO t VALUES (31)")
            let last = try second.connect().query("SELECT pg_walfile_name(pg_switch_wal())").value(0, 0)
            try base.lab.wait("the new timeline is archived") {
                try second.connect().query("SELECT last_archived_wal >= '\(last)' FROM pg_stat_archiver").text(0, 0)
                    == "t"
            }
            try second.stop()
            let newest = try base.recover(["--latest"], to: "newest")
            #expect(try newest.connect().query("SELECT count(*), max(i) FROM t").text(0, 1) == "31")
            try newest.stop()
            let older = try base.recover(["--latest", "--timeline", "1"], to: "older")
            #expect(try older.connect().query("SELECT max(i) FROM t").text(0, 0) == "2")
        }
    }

    /// Directories of scratch servers whose `dr` has ended; other tests have theirs beside.
    private func abandoned() throws -> [String] {
        try FileBytes.names(in: "/var/tmp").filter { name in
            let parts = name.split(separator: "-")
            guard name.hasPrefix("dr-pg-"), parts.count == 4, let process = pid_t(parts[2]) else { return false }
            return kill(process, 0) != 0
        }
    }

    @Test("verify proves a cluster and leaves nothing; extract takes a table out of the past", .tags(.large))
    func verifyAndExtract() throws {
        try BaseLab.with { base in
            let cluster = base.lab.cluster
            try cluster.sql("CREATE DATABASE shop")
            try cluster.sql("CREATE TABLE items AS SELECT generate_series(1, 500) i", database: "shop")
            try base.backUp()
            usleep(1_200_000)
            let moment = Timestamp.now
            usleep(1_200_000)
            try cluster.sql("DELETE FROM items", database: "shop")
            try base.lab.archiveAll()
            let verified = try base.run(["pg", "verify", "--json", "orders"])
            #expect(verified.text.contains("amcheck"))
            let dump = base.data("items.sql")
            try base.run([
                "pg", "extract", "--database", "shop", "--table", "items", "--format", "plain", "--at",
                RFC3339.format(moment), "orders", dump,
            ])
            #expect(try abandoned().isEmpty)
            try cluster.sql("CREATE DATABASE again")
            try cluster.program("psql", ["-X", "-q", "-d", "again", "-f", dump])
            #expect(try cluster.sql("SELECT count(*) FROM items", database: "again").trimmed == "500")
            let estimate = try base.run(["restore", "--plan", "orders", "--latest", "--estimate", "--json"])
            #expect(!estimate.text.contains("\"estimated_seconds\":null"))
        }
    }

    @Test("what a plan says must be true is asked of the recovered cluster; what is not ends with 16", .tags(.large))
    func planChecks() throws {
        try BaseLab.with { base in
            try base.lab.cluster.sql("CREATE DATABASE shop")
            try base.lab.cluster.sql("CREATE TABLE items AS SELECT generate_series(1, 500) i", database: "shop")
            try base.backUp()
            for (count, status) in [(500, 0), (501, 16)] as [(Int, Int32)] {
                let check = "checks: ['shop: SELECT count(*) = \(count) FROM items']"
                try base.lab.configure()
                let path = "config/base.yml"
                let text = String(decoding: try base.lab.scratch.read(path), as: UTF8.self)
                let changed = text.replacing("{cluster: main,", with: "{cluster: main, \(check),")
                try #require(changed != text)
                try base.lab.scratch.write(Array(changed.utf8), to: path, mode: 0o644)
                let run = try base.run(["pg", "verify", "orders"], expecting: status)
                #expect(status == 0 || (run.text + run.errors).contains("SELECT count(*) = 501"))
            }
        }
    }
}
