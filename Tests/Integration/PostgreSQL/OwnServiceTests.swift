import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Servers archive where no service runs: their first call starts one of its own.
@Suite("The service that archiving starts for itself", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct OwnServiceTests {
    /// The command of a server that names no socket.
    private func command(_ lab: WALLab) -> String { lab.archiveCommand.replacing(" --socket \(lab.socket)", with: "") }

    /// The processes of services that belong to the cluster.
    private func services(_ lab: WALLab) throws -> [pid_t] {
        try Tool("pgrep").run(["-f", "wal serve .*--with-server \(lab.cluster.data)/"]).lines.compactMap {
            pid_t($0)
        }
    }

    private func fill(_ lab: WALLab, _ count: Int) throws {
        try lab.cluster.sql("CREATE TABLE IF NOT EXISTS rows (id serial, time timestamptz DEFAULT clock_timestamp())")
        for _ in 0..<count { try lab.cluster.sql("INSERT INTO rows DEFAULT VALUES; SELECT pg_switch_wal()") }
    }

    private func segments(_ names: some Sequence<String>) -> [String] { names.filter { $0.utf8.count == 24 }.sorted() }

    /// What the server was told is stored: it takes its word for it, and removes those files.
    private func acknowledged(_ lab: WALLab) throws -> [String] {
        let marks = try ScratchDirectory(existing: lab.cluster.data).names(in: "pg_wal/archive_status")
        return segments(marks.filter { $0.hasSuffix(".done") }.map { String($0.dropLast(5)) })
    }

    private func requireNoGap(_ names: [String]) throws {
        let numbers = names.compactMap { WALSegment(name: $0)?.number }
        #expect(numbers == Array((numbers.first ?? 0)..<((numbers.last ?? 0) + 1)))
    }

    private func withArchiving(_ client: LogClient, _ body: (WALLab) throws -> Void) throws {
        try WALLab.with(client, isArchiving: false) { lab in
            try lab.cluster.configure(["archive_mode = on", "archive_command = '\(command(lab))'"])
            try lab.cluster.stop()
            try lab.cluster.start()
            try body(lab)
        }
    }

    @Test(
        "one service, closed to others, keeps the key and ends with the server",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases
    )
    func life(client: LogClient) throws {
        try withArchiving(client) { lab in
            try fill(lab, 6)
            try lab.archiveAll()
            let running = try services(lab)
            #expect(running.count == 1)
            let words = try FileBytes.read("/proc/\(running.first ?? 0)/cmdline", limit: 4096) ?? []
            let list = words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            let option = try #require(list.firstIndex(of: "--socket"))
            let socket = list[option + 1]
            let folder = String(socket.prefix(upTo: try #require(socket.lastIndex(of: "/"))))
            var status = stat()
            try #require(lstat(socket, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            try #require(lstat(folder, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
            // Each call goes on with the same one.
            try fill(lab, 6)
            try lab.archiveAll()
            #expect(try services(lab) == running)
            try requireNoGap(segments(try lab.archive().files.keys))
            try lab.cluster.stop()
            try lab.wait("the service ends with the server") { try services(lab).isEmpty }
            #expect(lstat(socket, &status) != 0)
        }
    }

    @Test(
        "killed at random it has acknowledged nothing that is not stored, and the next call starts another",
        .tags(.large),
        .hangLimit,
        arguments: LogClient.allCases
    )
    func killed(client: LogClient) throws {
        try withArchiving(client) { lab in
            var random = SeededGenerator.announced()
            var killed = 0
            for _ in 0..<8 {
                try fill(lab, 5)
                usleep(UInt32.random(in: 0...500_000, using: &random))
                let running = try services(lab)
                #expect(running.count <= 1)
                for process in running where kill(process, SIGKILL) == 0 { killed += 1 }
                // What the server knows to be stored is read first: more may follow meanwhile.
                let done = try acknowledged(lab)
                let stored = Set(try lab.archive().files.keys)
                #expect(done.allSatisfy { stored.contains($0) })
            }
            #expect(killed > 0)
            // The server may wait a minute after three failures; a signal makes it look at once.
            try lab.cluster.sql("SELECT pg_reload_conf()")
            try lab.archiveAll()
            let names = segments(try lab.archive().files.keys)
            #expect(names.count >= 40)
            try requireNoGap(names)
            #expect(try services(lab).count == 1)
            #expect(try lab.dr(["verify", "--read-data", "--repository", "primary"]).status == 0)
        }
    }

    @Test("a repository that was made anew in the place of the old one is used, not spoiled", .tags(.large), .hangLimit)
    func replaced() throws {
        try withArchiving(.small) { lab in
            try fill(lab, 3)
            try lab.archiveAll()
            let running = try services(lab)
            #expect(running.count == 1)
            let locks = ScratchDirectory(existing: lab.repositoryPath + "/locks")
            try lab.wait("the service gives its lock back") { try locks.names().isEmpty }
            try lab.replaceRepository()
            try fill(lab, 3)
            try lab.archiveAll()
            #expect(try services(lab) == running)
            let names = segments(try lab.archive().files.keys)
            #expect(names.count >= 3)
            try requireNoGap(names)
            #expect(try lab.dr(["verify", "--read-data", "--repository", "primary"]).status == 0)
        }
    }

    @Test("calls at the same moment start one service", .tags(.large), .hangLimit)
    func together() throws {
        try WALLab.with(.small, isArchiving: false) { lab in
            try fill(lab, 4)
            let names = segments(try ScratchDirectory(existing: lab.cluster.data).names(in: "pg_wal")).prefix(4)
            try #require(names.count == 4)
            let calls = names.map { name in
                let call = command(lab).replacing("%p", with: "pg_wal/\(name)")
                return "(\(call)) & p=\"$p $!\""
            }
            let script =
                "cd \(lab.cluster.data) && { p=; \(calls.joined(separator: "; ")); for c in $p; do wait $c || exit 1; done; }"
            let words = lab.cluster.asServer + ["sh", "-c", script]
            let run = try Tool(words[0]).run(Array(words.dropFirst()), seconds: 120)
            #expect(run.status == 0, "\(run.errors)")
            try lab.wait("those that came too late have ended") { try services(lab).count == 1 }
            let stored = Set(try lab.archive().files.keys)
            #expect(names.allSatisfy { stored.contains($0) })
        }
    }

    @Test(
        "it ends when the configuration names another place, and when the service of the plan comes up",
        .tags(.large),
        .hangLimit
    )
    func moved() throws {
        try withArchiving(.dr) { lab in
            try fill(lab, 2)
            try lab.archiveAll()
            let first = try services(lab)
            #expect(first.count == 1)
            try lab.configure(wal: "{max_lag: 7m}")
            try lab.wait("the old service ends") { try Set(services(lab)).isDisjoint(with: first) }
            try fill(lab, 2)
            try lab.archiveAll()
            #expect(try services(lab).count == 1)
            let service = try lab.serve()
            try lab.wait("the service of the plan takes over") { try services(lab).isEmpty }
            try fill(lab, 2)
            try lab.archiveAll()
            #expect(try services(lab).isEmpty)
            try requireNoGap(segments(try lab.archive().files.keys))
            service.signal(SIGTERM)
            #expect(try service.wait().status == 0)
        }
    }
}
