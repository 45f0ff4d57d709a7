import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Servers recover with `dr wal get`.
@Suite("Recovery of real servers from the archived log", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct WALRecoveryTests {
    /// Makes rows over several segments; how many rows there are.
    private func fill(_ cluster: TestCluster, _ segments: Int) throws -> String {
        try cluster.sql("CREATE TABLE IF NOT EXISTS rows (id serial)")
        for _ in 0..<segments {
            try cluster.sql("INSERT INTO rows SELECT FROM generate_series(1, 10); SELECT pg_switch_wal()")
        }
        return try count(cluster)
    }

    private func count(_ cluster: TestCluster) throws -> String {
        try cluster.sql("SELECT count(*) FROM rows").trimmed
    }

    private func recover(_ copy: TestCluster) throws {
        try ScratchDirectory(existing: copy.data).write([], to: "recovery.signal", mode: 0o666)
        try copy.start()
        for _ in 0..<1200 where try copy.sql("SELECT pg_is_in_recovery()").trimmed == "t" { usleep(50_000) }
        try #require(try copy.sql("SELECT pg_is_in_recovery()").trimmed == "f")
    }

    @Test(
        "alone, with a service, and with one that the recovery starts",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases
    )
    func ways(client: LogClient) throws {
        try WALLab.with(client) { lab in
            let copies = try ["--alone", "", "--retry 10s"].enumerated().map { number, options in
                try lab.copy("copy\(number)", recovery: ["restore_command = '\(lab.restoreCommand(options))'"])
            }
            let rows = try fill(lab.cluster, 12)
            try lab.archiveAll()
            try recover(copies[0])
            #expect(try count(copies[0]) == rows)
            // Without a service one is started, and ends with the server.
            try recover(copies[2])
            #expect(try count(copies[2]) == rows)
            let service = try lab.serve()
            try recover(copies[1])
            #expect(try count(copies[1]) == rows)
            service.signal(SIGTERM)
            #expect(try service.wait().status == 0)
            for copy in copies { try copy.stop() }
            try lab.wait("the service of the recovery ends") {
                try Tool("pgrep").run(["-f", "wal serve .*--with-server \(lab.scratch.path)"]).lines.isEmpty
            }
        }
    }

    @Test(
        "an error of the storage never ends a recovery; it goes on when the storage is back",
        .tags(.large),
        .hangLimit
    )
    func storageError() throws {
        try WALLab.with(.small) { lab in
            let copy = try lab.copy(
                "copy",
                recovery: ["restore_command = '\(lab.restoreCommand("--retry 1s --alone"))'"]
            )
            let rows = try fill(lab.cluster, 4)
            try lab.archiveAll()
            try #require(rename(lab.repositoryPath, lab.scratch.path("away")) == 0)
            try ScratchDirectory(existing: copy.data).write([], to: "recovery.signal", mode: 0o666)
            #expect(throws: DRError.self) { try copy.start() }
            #expect(try copy.log.contains("restore command failed") || copy.log.contains("could not restore file"))
            #expect(try ScratchDirectory(existing: copy.data).names().contains("recovery.signal"))
            // Damage is a doubt as well: the newest pack is cut.
            try #require(rename(lab.scratch.path("away"), lab.repositoryPath) == 0)
            try recover(copy)
            #expect(try count(copy) == rows)
        }
    }

    @Test(
        "exit codes: 0 found, 1 absent, 126 on any doubt",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases,
        [false, true]
    )
    func exitCodes(client: LogClient, isServed: Bool) throws {
        try WALLab.with(client) { lab in
            let service = isServed ? try lab.serve() : nil
            defer { service?.signal(SIGKILL) }
            let socket = isServed ? ["--socket", lab.socket] : ["--alone"]
            _ = try fill(lab.cluster, 1)
            try lab.archiveAll()
            let identifier = try lab.cluster.sql("SELECT system_identifier FROM pg_control_system()").trimmed
            let target = lab.scratch.path("run/out")
            func get(_ name: String, _ options: [String] = []) throws -> Int32 {
                try lab.log("get", socket + ["--cluster", identifier, "--retry", "0s"] + options + [name, target])
                    .status
            }
            let name = "000000010000000000000001"
            #expect(try get(name) == 0)
            #expect(
                try lab.scratch.read("run/out") == ScratchDirectory(existing: lab.cluster.data).read("pg_wal/" + name)
            )
            #expect(try get("000000010000000000000099") == 1)
            #expect(try get("00000002.history") == 1)
            #expect(try get("nonsense") == 126)
            #expect(try get(name, ["--nonsense"]) == 126)
            #expect(try lab.log("get", []).status == 126)
            #expect(try lab.log("get", socket + [name, target]).status == 126)
            #expect(try lab.dr(["wal", "get", "--plan", "other", "--cluster", "1", name, target]).status == 126)
            // A snapshot that cannot be read may hold what is asked for; a service has read it before.
            let id = try lab.repository().backend.list(.snapshot).map(\.id.hex).sorted()[0]
            var bytes = try lab.scratch.read("repository/snapshots/" + id)
            bytes[bytes.count - 1] ^= 1
            try #require(chmod(lab.scratch.path("repository/snapshots/" + id), 0o600) == 0)
            try lab.scratch.write(bytes, to: "repository/snapshots/" + id)
            #expect(try get("000000010000000000000099") == (isServed ? 1 : 126))
            try #require(rename(lab.repositoryPath, lab.scratch.path("away")) == 0)
            #expect(try get(name) == 126)
        }
    }

    @Test("a recovery of a recovery follows the timelines", .tags(.large), .hangLimit)
    func timelines() throws {
        try WALLab.with { lab in
            let restore = "restore_command = '\(lab.restoreCommand())'"
            let archive = ["archive_mode = on", "archive_command = '\(lab.archiveCommand)'"]
            let first = try lab.copy("first", recovery: [restore, "recovery_target_action = promote"] + archive)
            _ = try fill(lab.cluster, 2)
            let middle = try lab.cluster.sql("SELECT pg_current_wal_lsn()").trimmed
            let early = try count(lab.cluster)
            _ = try fill(lab.cluster, 2)
            try lab.archiveAll()
            try first.configure(["recovery_target_lsn = '\(middle)'"])
            let second = try lab.copy("second", recovery: [restore])
            try recover(first)
            #expect(try count(first) == early)
            let rows = try fill(first, 3)
            let last = try first.sql("SELECT pg_walfile_name(pg_switch_wal())").trimmed
            try lab.wait("the new timeline is archived") {
                try first.sql("SELECT last_archived_wal >= '\(last)' FROM pg_stat_archiver").trimmed == "t"
            }
            #expect(last.hasPrefix("00000002"))
            // This base is of the first timeline, behind the branch: along the newest one it cannot go.
            try second.configure(["recovery_target_timeline = current"])
            try recover(second)
            #expect(try count(second) != rows)
            let third = try TestCluster(lab.scratch, copying: first, "third")
            try third.configure(["archive_mode = off", "recovery_target_lsn = ''", restore])
            let more = try fill(first, 2)
            let end = try first.sql("SELECT pg_walfile_name(pg_switch_wal())").trimmed
            try lab.wait("the rest is archived") {
                try first.sql("SELECT last_archived_wal >= '\(end)' FROM pg_stat_archiver").trimmed == "t"
            }
            try recover(third)
            #expect(try count(third) == more)
        }
    }
}
