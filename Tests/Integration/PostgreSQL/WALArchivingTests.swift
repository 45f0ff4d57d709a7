import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Servers archive with `dr wal push`, with and without its service.
@Suite("Archiving the write-ahead log of real servers", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct WALArchivingTests {
    /// Ends segments, each with a row in it.
    private func fill(_ lab: WALLab, _ count: Int) throws {
        try lab.cluster.sql("CREATE TABLE IF NOT EXISTS rows (id serial, time timestamptz DEFAULT clock_timestamp())")
        for _ in 0..<count { try lab.cluster.sql("INSERT INTO rows DEFAULT VALUES; SELECT pg_switch_wal()") }
    }

    /// The names of the whole segments that the repository holds.
    private func archived(_ lab: WALLab) throws -> [String] {
        let repository = try lab.repository()
        let identifier = try ControlFile.read(lab.cluster.data).systemIdentifier
        let archive = WALArchive(repository, systemIdentifier: identifier)
        try archive.refresh()
        return archive.files.keys.filter { $0.utf8.count == 24 }.sorted()
    }

    private func requireNoGap(_ names: [String]) throws {
        let numbers = names.compactMap { WALSegment(name: $0)?.number }
        #expect(numbers == Array((numbers.first ?? 0)..<((numbers.last ?? 0) + 1)))
    }

    @Test(
        "each file alone, and what a server may not do",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases
    )
    func alone(client: LogClient) throws {
        try WALLab.with(client) { lab in
            try fill(lab, 2)
            try lab.archiveAll()
            let names = try archived(lab)
            #expect(names.count >= 3)
            try requireNoGap(names)
            let name = try #require(names.first)
            let path = lab.cluster.data + "/pg_wal/" + name
            // The server may ask again after a crash.
            #expect(try lab.log("push", [path]).status == 0)
            // The same name with another content.
            var bytes = try ScratchDirectory(existing: lab.cluster.data).read("pg_wal/" + name)
            bytes[bytes.count / 2] ^= 1
            try lab.scratch.write(bytes, to: "run/" + name, mode: 0o644)
            let refused = try lab.log("push", [lab.scratch.path("run/" + name)])
            #expect(refused.status == DRError.Code.integrity.rawValue)
            #expect(refused.errors.contains("two servers seem to archive to one place"))
            // What is no file of a log, and a cluster that nobody knows.
            #expect(try lab.log("push", ["/etc/hostname"]).status == 2)
            #expect(try lab.log("push", ["--cluster", "5", path]).status == 15)
            #expect(try lab.log("push", ["--nonsense"]).status == 2)
        }
    }

    @Test(
        "a service stores many files in a batch; killed at random it loses nothing",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases
    )
    func service(client: LogClient) throws {
        try WALLab.with(client) { lab in
            var random = SeededGenerator.announced()
            var service = try lab.serve()
            for _ in 0..<4 {
                try fill(lab, 6)
                usleep(UInt32.random(in: 0...400_000, using: &random))
                service.signal(SIGKILL)
                _ = try service.wait()
                // Meanwhile the server's command works alone.
                try fill(lab, 1)
                service = try lab.serve()
            }
            try lab.archiveAll()
            let names = try archived(lab)
            #expect(names.count >= 28)
            try requireNoGap(names)
            let snapshots = try lab.repository().backend.list(.snapshot).count
            #expect(snapshots < names.count)
            service.signal(SIGTERM)
            #expect(try service.wait().status == 0)
            #expect(clinux_try_socket(lab.socket, 100) != 0)
        }
    }

    @Test(
        "what was stored ahead of its turn is acknowledged only if it is the very same file still",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases
    )
    func ahead(client: LogClient) throws {
        try WALLab.with(client, isArchiving: false) { lab in
            try fill(lab, 4)
            let names = try ScratchDirectory(existing: lab.cluster.data).names(in: "pg_wal")
                .filter { $0.utf8.count == 24 }.sorted().prefix(3)
            try #require(names.count == 3)
            // A data directory whose server wants three segments archived.
            let place = lab.scratch.path("run/copy")
            let waiting = names.map { "\(place)/pg_wal/archive_status/\($0).ready" }
            let segments = names.map { "\(lab.cluster.data)/pg_wal/\($0)" }
            for words in [
                ["mkdir", "-p", place + "/global", place + "/pg_wal/archive_status"],
                ["cp", lab.cluster.data + "/global/pg_control", place + "/global"],
                ["cp"] + segments + [place + "/pg_wal"],
                ["touch"] + waiting,
                ["chown", "-R", "--reference=" + lab.cluster.data, place],
            ] {
                try #require(try Tool(words[0]).run(Array(words.dropFirst())).status == 0)
            }
            let service = try lab.serve()
            defer { service.signal(SIGKILL) }
            func push(_ name: String) throws -> Int32 { try lab.log("push", ["\(place)/pg_wal/\(name)"]).status }
            #expect(try push(names[0]) == 0)
            try lab.wait("what waits is stored ahead") { try archived(lab) == Array(names) }
            var bytes = try lab.scratch.read("run/copy/pg_wal/" + names[2])
            bytes[bytes.count / 2] ^= 1
            try lab.scratch.write(bytes, to: "run/copy/pg_wal/" + names[2], mode: 0o644)
            #expect(try push(names[1]) == 0)
            #expect(try push(names[2]) == DRError.Code.integrity.rawValue)
            bytes[bytes.count / 2] ^= 1
            try lab.scratch.write(bytes, to: "run/copy/pg_wal/" + names[2], mode: 0o644)
            #expect(try push(names[2]) == 0)
        }
    }

    @Test(
        "the command is killed at random moments; the server hands the file over again",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases
    )
    func killedPush(client: LogClient) throws {
        try WALLab.with(client, isArchiving: false) { lab in
            var random = SeededGenerator.announced()
            try fill(lab, 1)
            let name = try lab.cluster.sql("SELECT pg_walfile_name(pg_switch_wal())").trimmed
            let path = lab.cluster.data + "/pg_wal/" + name
            var killed = 0
            for _ in 0..<12 {
                let push = try lab.startLog("push", [path])
                usleep(UInt32.random(in: 0...300_000, using: &random))
                push.signal(SIGKILL)
                if try push.wait().status == 128 + SIGKILL { killed += 1 }
            }
            #expect(killed > 0)
            #expect(try lab.log("push", [path]).status == 0)
            #expect(try archived(lab) == [name])
            #expect(try lab.dr(["verify", "--read-data", "--repository", "primary"]).status == 0)
        }
    }

    @Test(
        "a repository that is away for a while: nothing is acknowledged, and all follows",
        .tags(.large),
        .hangLimit
    )
    func away() throws {
        try WALLab.with(.small) { lab in
            let service = try lab.serve()
            try fill(lab, 2)
            try lab.archiveAll()
            try #require(rename(lab.repositoryPath, lab.scratch.path("away")) == 0)
            try fill(lab, 4)
            try lab.wait("a failure is counted") {
                try lab.cluster.sql("SELECT failed_count > 0 FROM pg_stat_archiver").trimmed == "t"
            }
            let ready = try ScratchDirectory(existing: lab.cluster.data).names(in: "pg_wal/archive_status")
                .filter { $0.hasSuffix(".ready") }
            #expect(ready.count >= 3)
            let alarmed = try lab.dr(["pg", "status"])
            #expect(alarmed.status == 1)
            #expect((alarmed.text + alarmed.errors).contains("the last try to archive a file failed"))
            try #require(rename(lab.scratch.path("away"), lab.repositoryPath) == 0)
            // The server waits a minute after three failures; a signal makes it look at once.
            try lab.cluster.sql("SELECT pg_reload_conf()")
            try lab.archiveAll()
            try requireNoGap(try archived(lab))
            service.signal(SIGTERM)
            let ended = try service.wait()
            #expect(ended.status == 0, "\(ended.errors)")
        }
    }

    @Test(
        "a clone that archives to the same place is refused, and a cluster made anew too",
        .tags(.large),
        .hangLimit
    )
    func clone() throws {
        try WALLab.with { lab in
            try fill(lab, 1)
            try lab.archiveAll()
            // A copy of the disks, started by itself: its next segment has a name that is archived, or will be.
            try lab.cluster.stop()
            let folder = lab.scratch.path("clone")
            let copied = try Tool("cp").run(["-a", lab.cluster.data + "/..", folder])
            try #require(copied.status == 0)
            let clone = TestCluster(existing: folder, like: lab.cluster)
            try clone.configure(["unix_socket_directories = '\(folder)/socket'"])
            try lab.cluster.start()
            try clone.start()
            try fill(lab, 1)
            try lab.archiveAll()
            try clone.sql("INSERT INTO rows DEFAULT VALUES; SELECT pg_switch_wal()")
            try lab.wait("the clone is refused") {
                try clone.sql("SELECT failed_count > 0 FROM pg_stat_archiver").trimmed == "t"
            }
            #expect(try clone.log.contains("two servers seem to archive to one place"))
            #expect(try lab.cluster.sql("SELECT failed_count FROM pg_stat_archiver").trimmed == "0")
            // A cluster made anew, with the archive command of the old one.
            let fresh = try TestCluster(lab.scratch, "fresh")
            try fresh.configure(["archive_mode = on", "archive_command = '\(lab.archiveCommand)'"])
            try fresh.start()
            try fresh.sql("SELECT pg_switch_wal()")
            try lab.wait("the new cluster is refused") {
                try fresh.sql("SELECT failed_count > 0 FROM pg_stat_archiver").trimmed == "t"
            }
            let identifier = try ControlFile.read(fresh.data).systemIdentifier
            #expect(try fresh.log.contains("dr wal adopt"))
            #expect(try lab.dr(["wal", "adopt", "--plan", "orders", "--cluster", "\(identifier)"]).status == 0)
            let name = "000000010000000000000001"
            #expect(try lab.dr(["wal", "push", "--plan", "orders", fresh.data + "/pg_wal/" + name]).status == 0)
        }
    }
}
