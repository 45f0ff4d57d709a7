import CLinux
import DRCore
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// The daemon keeps the log of a cluster: its service takes the files of the server, its receiver streams.
@Suite("The daemon beside a real server", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct ClusterDaemonTests {
    private static let wal = "{slot: dr, tail_interval: 1s}"

    private func start(_ lab: WALLab, _ socket: String) throws -> RunningTool {
        let daemon = try lab.start(["schedule", "run"])
        guard try daemon.wait(until: { clinux_try_socket(socket, 100) == 0 }) else {
            throw DRError(.failed, "the daemon does not serve", object: try daemon.errors())
        }
        return daemon
    }

    private func fill(_ lab: WALLab, _ count: Int) throws {
        for _ in 0..<count { try lab.cluster.sql("INSERT INTO rows DEFAULT VALUES; SELECT pg_switch_wal()") }
    }

    /// The segments that the server takes for archived.
    private func acknowledged(_ lab: WALLab) throws -> Set<String> {
        let names = try FileBytes.names(in: lab.cluster.data + "/pg_wal/archive_status")
        return Set(names.filter { $0.hasSuffix(".done") }.map { String($0.dropLast(5)) })
    }

    /// What the server takes for archived and the repository does not hold.
    private func lost(_ lab: WALLab) throws -> [String] {
        let acknowledged = try acknowledged(lab)
        let files = try lab.archive().files
        return acknowledged.filter { files[$0] == nil }.sorted()
    }

    private func serve(_ lab: WALLab, at socket: String) throws {
        try lab.cluster.sql("ALTER SYSTEM SET archive_command = '\(lab.serviceCommand(socket))'")
        try lab.cluster.sql("SELECT pg_reload_conf()")
    }

    private func waitForReceiver(_ lab: WALLab) throws {
        let position = try lab.cluster.sql("SELECT pg_current_wal_flush_lsn()").trimmed
        try lab.wait("\(position) is received", seconds: 90) {
            try lab.cluster.sql("SELECT coalesce(bool_or(flush_lsn >= '\(position)'), false) FROM pg_stat_replication")
                .trimmed == "t"
        }
    }

    @Test(
        "reloads, outages, kills and a good end: nothing is acknowledged early, and nothing is missing",
        .tags(.large),
        .hangLimit
    )
    func daemon() throws {
        try WALLab.with(wal: Self.wal, isArchiving: false, settings: ["archive_mode = on"]) { lab in
            var random = SeededGenerator.announced()
            try lab.cluster.sql("CREATE TABLE rows (id serial)")
            var daemon = try start(lab, lab.socket)
            try serve(lab, at: lab.socket)
            try fill(lab, 4)
            try lab.archiveAll()
            try waitForReceiver(lab)

            // A configuration that is wrong is not taken; a right one moves the service.
            let good = try lab.scratch.read("config/base.yml")
            try lab.scratch.write(Array("nonsense: 1\n".utf8), to: "config/base.yml")
            daemon.signal(SIGHUP)
            #expect(try daemon.wait { try daemon.errors().contains("nonsense") })
            #expect(clinux_try_socket(lab.socket, 1000) == 0)
            try lab.scratch.write(good, to: "config/base.yml")
            let moved = lab.scratch.path("run/moved.wal")
            try lab.configure(wal: Self.wal, socket: moved)
            daemon.signal(SIGHUP)
            #expect(try daemon.wait { clinux_try_socket(moved, 100) == 0 })
            #expect(clinux_try_socket(lab.socket, 100) != 0)
            try serve(lab, at: moved)
            try fill(lab, 2)
            try lab.archiveAll()
            try waitForReceiver(lab)

            // Killed at random moments, with files on their way.
            for _ in 0..<3 {
                let load = try lab.background(
                    "DO $$ BEGIN FOR i IN 1..6 LOOP INSERT INTO rows DEFAULT VALUES; COMMIT; "
                        + "PERFORM pg_switch_wal(); PERFORM pg_sleep(0.05); END LOOP; END $$"
                )
                usleep(UInt32.random(in: 0...600_000, using: &random))
                daemon.signal(SIGKILL)
                _ = try daemon.wait()
                #expect(try load.wait().status == 0)
                #expect(try lost(lab).isEmpty)
                daemon = try start(lab, moved)
            }
            try lab.cluster.sql("SELECT pg_reload_conf()")
            try lab.archiveAll()
            try waitForReceiver(lab)

            // The repository is away for a while.
            let before = try acknowledged(lab)
            try #require(rename(lab.repositoryPath, lab.scratch.path("away")) == 0)
            let failures = try lab.cluster.sql("SELECT failed_count FROM pg_stat_archiver").trimmed
            try fill(lab, 2)
            try lab.wait("a failure is counted") {
                try lab.cluster.sql("SELECT failed_count > \(failures) FROM pg_stat_archiver").trimmed == "t"
            }
            #expect(try acknowledged(lab).isSubset(of: before))
            try #require(rename(lab.scratch.path("away"), lab.repositoryPath) == 0)
            try lab.cluster.sql("SELECT pg_reload_conf()")
            try lab.archiveAll()
            #expect(try lost(lab).isEmpty)
            let numbers = try lab.archive().files.keys.compactMap { WALSegment(name: $0)?.number }.sorted()
            #expect(numbers == Array((numbers.first ?? 0)..<((numbers.last ?? 0) + 1)))

            // A good end, and after it nobody acknowledges.
            daemon.signal(SIGTERM)
            let ended = try daemon.wait(seconds: 85)
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(clinux_try_socket(moved, 100) != 0)
            let name = try lab.cluster.sql("INSERT INTO rows DEFAULT VALUES; SELECT pg_walfile_name(pg_switch_wal())")
                .trimmed
            usleep(500_000)
            #expect(try !acknowledged(lab).contains(name))
        }
    }
}

extension WALLab {
    /// Runs statements beside the test.
    func background(_ statements: String) throws -> RunningTool {
        let words = cluster.asServer + [(TestCluster.programs ?? "") + "/psql"]
        return try Tool(words[0], ["PGHOST": cluster.socket, "PGUSER": "postgres"]).start(
            Array(words.dropFirst()) + ["-X", "-q", "-d", "postgres", "-c", statements],
            in: scratch
        )
    }
}
