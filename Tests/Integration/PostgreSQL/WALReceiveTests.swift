import CLinux
import DRCore
import DRTestSupport
import DRWorkloads
import Testing

/// The log is streamed into the repository, and its unfinished end is recovered.
@Suite("Receiving the log of real servers", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct WALReceiveTests {
    /// Waits until the server hears that all it has written is in the repository.
    private func waitForRepository(_ lab: WALLab, _ cluster: TestCluster) throws {
        let position = try cluster.sql("SELECT pg_current_wal_flush_lsn()").trimmed
        try lab.wait("\(position) is in the repository") {
            try cluster.sql("SELECT coalesce(bool_or(flush_lsn >= '\(position)'), false) FROM pg_stat_replication")
                .trimmed == "t"
        }
    }

    @Test(
        "what the server was told to be safe is there after a crash, also without a whole segment",
        .tags(.large),
        .hangLimit
    )
    func tail() throws {
        try WALLab.with(wal: "{slot: dr, tail_interval: 1s}", isArchiving: false) { lab in
            let copy = try lab.copy("copy", recovery: ["restore_command = '\(lab.restoreCommand())'"])
            let receiver = try lab.start(["wal", "receive", "--plan", "orders"])
            try lab.cluster.sql("CREATE TABLE rows (id int, time timestamptz DEFAULT clock_timestamp())")
            try lab.cluster.sql("INSERT INTO rows SELECT generate_series(1, 20000)")
            try waitForRepository(lab, lab.cluster)
            // The receiver is killed, and goes on where the repository ends.
            receiver.signal(SIGKILL)
            _ = try receiver.wait()
            try lab.cluster.sql("INSERT INTO rows SELECT generate_series(1, 100000)")
            let second = try lab.start(["wal", "receive", "--plan", "orders"])
            try lab.cluster.sql("INSERT INTO rows SELECT 1")
            try waitForRepository(lab, lab.cluster)
            let status = try lab.dr(["pg", "status", "--json"])
            #expect(status.text.contains("\"lag_bytes\":0"))
            #expect(status.text.contains("\"slot_state\":\"reserved\""))
            let rows = try lab.cluster.sql("SELECT count(*) FROM rows").trimmed
            // What comes now may be lost: how much is printed.
            for _ in 0..<20 { try lab.cluster.sql("INSERT INTO rows SELECT 2") }
            let last = try lab.cluster.sql("SELECT extract(epoch FROM max(time)) FROM rows").trimmed
            try lab.cluster.kill()
            second.signal(SIGKILL)
            _ = try second.wait()
            try ScratchDirectory(existing: copy.data).write([], to: "recovery.signal", mode: 0o666)
            try copy.start()
            try lab.wait("recovered") { try copy.sql("SELECT pg_is_in_recovery()").trimmed == "f" }
            let found = try copy.sql("SELECT extract(epoch FROM max(time)) FROM rows").trimmed
            let recovered = try #require(Int(copy.sql("SELECT count(*) FROM rows").trimmed))
            #expect(recovered >= Int(rows) ?? .max)
            print("wal receive, tail_interval 1 s: lost \((Double(last) ?? 0) - (Double(found) ?? 0)) s of commits")
        }
    }

    /// Waits until the receiver has told that it has received all that the server has written; how far that is.
    private func waitForReceiver(_ lab: WALLab) throws -> LogSequenceNumber {
        let position = try lab.cluster.sql("SELECT pg_current_wal_flush_lsn()").trimmed
        try lab.wait("\(position) is received") {
            try lab.cluster.sql("SELECT coalesce(bool_or(write_lsn >= '\(position)'), false) FROM pg_stat_replication")
                .trimmed == "t"
        }
        return try #require(LogSequenceNumber(position))
    }

    private func end(_ lab: WALLab) throws -> LogSequenceNumber {
        try lab.archive().end(segmentSize: WALSegment.usualSize)?.position ?? LogSequenceNumber(offset: 0)
    }

    @Test(
        "what was received is stored when the server dies, and when the receiver is told to stop",
        .tags(.large),
        .hangLimit
    )
    func serverDies() throws {
        // The unfinished segment would not be stored by itself for an hour.
        try WALLab.with(wal: "{slot: dr, tail_interval: 1h}", isArchiving: false) { lab in
            let copy = try lab.copy("copy", recovery: ["restore_command = '\(lab.restoreCommand())'"])
            let receiver = try lab.start(["wal", "receive", "--plan", "orders"])
            try lab.cluster.sql("CREATE TABLE rows (id int)")
            try lab.cluster.sql("INSERT INTO rows SELECT generate_series(1, 5000)")
            let first = try waitForReceiver(lab)
            receiver.signal(SIGTERM)
            #expect(try receiver.wait().status == 0)
            #expect(try end(lab) >= first)

            let second = try lab.start(["wal", "receive", "--plan", "orders"])
            try lab.cluster.sql("INSERT INTO rows SELECT generate_series(1, 5000)")
            let received = try waitForReceiver(lab)
            try lab.cluster.kill()
            try lab.wait("the end is stored") { try end(lab) >= received }
            second.signal(SIGKILL)
            _ = try second.wait()
            try ScratchDirectory(existing: copy.data).write([], to: "recovery.signal", mode: 0o666)
            try copy.start()
            try lab.wait("recovered") { try copy.sql("SELECT pg_is_in_recovery()").trimmed == "f" }
            #expect(try copy.sql("SELECT count(*) FROM rows").trimmed == "10000")
        }
    }

    @Test("a promoted server goes on, and the receiver follows its timeline", .tags(.large), .hangLimit)
    func promotion() throws {
        try WALLab.with(wal: "{slot: dr, tail_interval: 1s}", isArchiving: false) { lab in
            let receiver = try lab.start(["wal", "receive", "--plan", "orders"])
            try lab.cluster.sql("CREATE TABLE rows (id int)")
            try lab.cluster.sql("INSERT INTO rows SELECT generate_series(1, 1000)")
            try waitForRepository(lab, lab.cluster)
            let copy = try lab.copy("copy", recovery: ["restore_command = '\(lab.restoreCommand())'"])
            // The server is promoted in place: it ends its timeline and begins another.
            try lab.cluster.stop()
            let data = ScratchDirectory(existing: lab.cluster.data)
            try data.write([], to: "recovery.signal", mode: 0o666)
            try lab.cluster.configure(["restore_command = 'false'"])
            try lab.cluster.start()
            try lab.wait("promoted") { try lab.cluster.sql("SELECT pg_is_in_recovery()").trimmed == "f" }
            try lab.cluster.sql("INSERT INTO rows SELECT 2")
            try waitForRepository(lab, lab.cluster)
            receiver.signal(SIGTERM)
            let ended = try receiver.wait()
            #expect(ended.status == 0, "\(ended.errors)")
            try ScratchDirectory(existing: copy.data).write([], to: "recovery.signal", mode: 0o666)
            try copy.start()
            try lab.wait("recovered") { try copy.sql("SELECT pg_is_in_recovery()").trimmed == "f" }
            #expect(try copy.sql("SELECT count(*) FROM rows").trimmed == "1001")
        }
    }
}
