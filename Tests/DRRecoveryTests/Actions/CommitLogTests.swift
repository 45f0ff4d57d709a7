import CLinux
import DRCore
import DRTestSupport
import DRWorkloads
import Testing

@testable import DRRecovery

/// The log of a real server, as far as it is in its directory and in a folder that stands for the archive.
@Suite(
    "Transactions of a log",
    .tags(.large),
    .enabled(if: TestCluster.programs != nil, "needs PostgreSQL"),
    .hangLimit
)
struct CommitLogTests {
    private static let segmentSize: UInt64 = 1 << 20

    /// What a test has at hand.
    private struct Bench {
        let cluster: TestCluster
        let scratch: ScratchDirectory
        let context: ActionContext

        init(_ scratch: ScratchDirectory) throws {
            self.scratch = scratch
            cluster = try TestCluster(scratch, arguments: ["--wal-segsize=1"])
            let archive = scratch.path("archive")
            guard mkdir(archive, 0o777) == 0, chmod(archive, 0o777) == 0 else {
                throw DRError.system("make", archive, errno: clinux_errno())
            }
            try cluster.configure([
                "archive_mode = on", "archive_command = 'cp %p \(archive)/%f'", "max_prepared_transactions = 2",
            ])
            try cluster.start()
            try cluster.sql("CREATE TABLE parts (number int)")
            let clock = SystemDrillClock()
            context = ActionContext(
                directory: scratch.path,
                drill: "test",
                clock: clock,
                cancellation: Cancellation(),
                deadline: clock.monotonic + 60_000_000_000
            )
        }

        var position: LogSequenceNumber {
            get throws { try #require(LogSequenceNumber(text(cluster.sql("SELECT pg_current_wal_insert_lsn()")))) }
        }

        func text(_ output: String) -> Substring { output.prefix { $0 != "\n" } }

        /// Ends the segment, and waits until it is archived.
        func switchSegment() throws -> WALSegment {
            let name = try text(cluster.sql("SELECT pg_walfile_name(pg_switch_wal())"))
            for _ in 0..<600 where access(scratch.path("archive/\(name)"), F_OK) != 0 { usleep(50_000) }
            return try #require(WALSegment(name: name, size: CommitLogTests.segmentSize))
        }

        func remove(_ path: String) throws {
            guard unlink(path) == 0 else { throw DRError.system("remove", path, errno: clinux_errno()) }
        }

        func commits(from: LogSequenceNumber, through newest: WALSegment) throws -> [WALCommit] {
            try CommitLog(data: cluster.data) { name in
                try FileBytes.read(scratch.path("archive/" + name), limit: 1 << 30).map { ByteBuffer($0) }
            }.commits(from: from, through: newest, context)
        }
    }

    @Test(
        "are counted with their subtransactions; what was rolled back is left out, what was prepared counts when it ends"
    )
    func counted() throws {
        try ScratchDirectory.with { scratch in
            let bench = try Bench(scratch)
            let start = try bench.position
            let began = Timestamp.now
            let numbers = try [
                "BEGIN; SELECT txid_current(); INSERT INTO parts VALUES (1); COMMIT",
                "BEGIN; SELECT txid_current(); INSERT INTO parts SELECT generate_series(1, 100); ROLLBACK",
                "BEGIN; SELECT txid_current(); SAVEPOINT a; INSERT INTO parts SELECT generate_series(1, 50); "
                    + "SAVEPOINT b; INSERT INTO parts SELECT generate_series(1, 50); COMMIT",
                "BEGIN; SELECT txid_current(); INSERT INTO parts SELECT generate_series(1, 20); PREPARE TRANSACTION 'p'",
            ].map { try #require(UInt32(bench.text(bench.cluster.sql($0)))) }
            try bench.cluster.sql("COMMIT PREPARED 'p'")
            let newest = try bench.switchSegment()
            let commits = try bench.commits(from: start, through: newest)
                .filter { numbers.contains($0.transaction) }
            #expect(commits.map(\.transaction) == [numbers[0], numbers[2], numbers[3]])
            #expect(commits.map(\.position) == commits.map(\.position).sorted())
            // A row is a record; the commit is one, and a full page may be another.
            let records = commits.map(\.records)
            #expect((2...4).contains(records[0]) && (101...110).contains(records[1]) && (21...25).contains(records[2]))
            let times = commits.map { $0.time.seconds(since: began) }
            #expect(times.allSatisfy { (-1...600).contains($0) }, "\(times)")
        }
    }

    @Test("come from the archive where the server has removed its log, and a file that neither has is named")
    func removed() throws {
        try ScratchDirectory.with { scratch in
            let bench = try Bench(scratch)
            let start = try bench.position
            let first = try #require(
                UInt32(
                    bench.text(bench.cluster.sql("BEGIN; SELECT txid_current(); INSERT INTO parts VALUES (1); COMMIT"))
                )
            )
            let old = try bench.switchSegment()
            // It runs on over the end of a segment.
            try bench.cluster.sql("INSERT INTO parts SELECT generate_series(1, 40000)")
            let newest = try bench.switchSegment()
            #expect(newest.number > old.number + 1)
            let all = try bench.commits(from: start, through: newest)
            #expect(all.first { $0.transaction == first } != nil)
            #expect(all.contains { $0.records >= 40_000 })
            let folder = bench.cluster.data + "/pg_wal/"
            for segment in [old, old.next] where access(folder + segment.name, F_OK) == 0 {
                try bench.remove(folder + segment.name)
            }
            #expect(try bench.commits(from: start, through: newest) == all)
            try bench.remove(scratch.path("archive/" + old.name))
            let error = #expect(throws: DRError.self) { try bench.commits(from: start, through: newest) }
            #expect(error?.code == .recoveryTargetUnreachable)
            #expect(error?.object == old.name)
            // What begins later does not need it.
            #expect(try bench.commits(from: old.end, through: newest).contains { $0.records >= 40_000 })
        }
    }

    @Test("a file that the server has written over is not taken for what its name says")
    func recycled() throws {
        try ScratchDirectory.with { scratch in
            let bench = try Bench(scratch)
            let start = try bench.position
            try bench.cluster.sql("INSERT INTO parts VALUES (1)")
            let old = try bench.switchSegment()
            let all = try bench.commits(from: start, through: old)
            #expect(!all.isEmpty)
            try bench.cluster.sql("INSERT INTO parts VALUES (2)")
            let newer = try bench.switchSegment()
            let path = bench.cluster.data + "/pg_wal/" + old.name
            let other = try #require(try FileBytes.read(scratch.path("archive/" + newer.name), limit: 1 << 20))
            try FileBytes.replace(path, with: other)
            #expect(try bench.commits(from: start, through: old) == all)
        }
    }

    @Test("follow the timeline: before a promotion from the old one, after it from the new one")
    func timelines() throws {
        try ScratchDirectory.with { scratch in
            let bench = try Bench(scratch)
            let start = try bench.position
            func insert() throws -> UInt32 {
                let text = try bench.cluster.sql("BEGIN; SELECT txid_current(); INSERT INTO parts VALUES (1); COMMIT")
                return try #require(UInt32(bench.text(text)))
            }
            let early = try insert()
            _ = try bench.switchSegment()
            let before = try insert()
            try bench.cluster.stop()
            try FileBytes.replace(bench.cluster.data + "/standby.signal", with: [])
            try bench.cluster.start()
            try bench.cluster.sql("SELECT pg_promote()")
            let after = try insert()
            let newest = try bench.switchSegment()
            #expect(newest.timeline == 2)
            let found = try bench.commits(from: start, through: newest).map(\.transaction)
            #expect(found.filter { [early, before, after].contains($0) } == [early, before, after])
            let folder = bench.cluster.data + "/pg_wal/"
            let history = "00000002.history"
            if access(folder + history, F_OK) == 0 { try bench.remove(folder + history) }
            #expect(try bench.commits(from: start, through: newest).map(\.transaction) == found)
            try bench.remove(scratch.path("archive/" + history))
            let error = #expect(throws: DRError.self) { try bench.commits(from: start, through: newest) }
            #expect(error?.object == history)
        }
    }
}
