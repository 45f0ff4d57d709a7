import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Root and the user of the server work on one repository.
@Suite(
    "Root beside the user of the server",
    .enabled(if: TestCluster.programs != nil && geteuid() == 0, "needs PostgreSQL and root")
)
struct RootTests {
    /// What below a folder does not belong to the user of the server.
    private func foreign(_ path: String) throws -> [String] {
        try Tool("find").run([path, "!", "(", "-user", "postgres", "-group", "postgres", ")"]).lines
    }

    @Test("neither shuts the other out", .tags(.large), .hangLimit)
    func both() throws {
        try BaseLab.with { base in
            let lab = base.lab
            // A file with a password is for one user; a command serves both.
            let text = String(decoding: try lab.scratch.read("config/base.yml"), as: UTF8.self)
            let key = lab.scratch.path("key")
            let shared = text.replacing("{file: \(key)}", with: "{command: [cat, \(key)]}")
            try lab.scratch.write(Array(shared.utf8), to: "config/base.yml")
            let scratch = lab.scratch
            try lab.cluster.sql("CREATE TABLE rows AS SELECT generate_series(1, 1000) i")
            try scratch.remove("repository/locks")
            let full = try lab.drAsRoot(["backup", "--full", "orders"])
            #expect(full.status == 0, "\(full.errors)")
            #expect(try foreign(scratch.path("repository")).isEmpty)
            #expect(try foreign(scratch.path("state")).isEmpty)
            // The server's archive command and the server's user go on.
            try lab.archiveAll()
            #expect(try lab.cluster.sql("SELECT failed_count FROM pg_stat_archiver").trimmed == "0")
            try base.backUp("--incremental")
            let names = try lab.archive().files.keys.filter { $0.utf8.count == 24 }.sorted()
            let identifier = try lab.cluster.sql("SELECT system_identifier FROM pg_control_system()").trimmed
            for name in [names.first, names.last] {
                let words = ["wal", "get", "--plan", "orders", "--cluster", identifier, name ?? ""]
                #expect(try lab.drAsRoot(words + [scratch.path("by-root")]).status == 0)
                #expect(try lab.dr(words + [scratch.path("run/by-server")]).status == 0)
            }
            // And root goes on after the server's user.
            let again = try lab.drAsRoot(["backup", "--incremental", "orders"])
            #expect(again.status == 0, "\(again.errors)")
            let verified = try lab.drAsRoot(["verify", "--repository", "primary"])
            #expect(verified.status == 0, "\(verified.errors)")
            #expect(try foreign(scratch.path("repository")).isEmpty)
        }
    }

    @Test("in a directory that is closed to the user of the server nothing is looked for", .tags(.large), .hangLimit)
    func closedDirectory() throws {
        try ScratchDirectory.with { scratch in
            chmod(scratch.path, 0o700)
            let asServer = "setpriv --reuid=postgres --regid=postgres --clear-groups --"
            let words = [
                "-c", "cd '\(scratch.path)' && exec \(asServer) '\(try Tool.dr().program)' config check -e nowhere",
            ]
            let run = try Tool("sh").run(words)
            #expect(run.status == 13, "\(run.errors)")
            #expect(!run.errors.contains("Permission denied"), "\(run.errors)")
        }
    }

    @Test("a lock that may not be read is told, with what to do", .tags(.large), .hangLimit)
    func closedLock() throws {
        try WALLab.with(isArchiving: false) { lab in
            let repository = try lab.repository()
            // As a program that knows nothing of owners leaves it.
            let lock = try RepositoryLock.acquire(repository, exclusive: false)
            defer { lock.release() }
            for name in try lab.scratch.names(in: "repository/locks") {
                try #require(chown(lab.scratch.path("repository/locks/" + name), 0, 0) == 0)
            }
            let name = try lab.cluster.sql("SELECT pg_walfile_name(pg_switch_wal())").trimmed
            let push = try lab.dr(["wal", "push", "--plan", "orders", lab.cluster.data + "/pg_wal/" + name])
            #expect(push.status == DRError.Code.failed.rawValue)
            #expect(push.errors.contains("a lock cannot be read"), "\(push.errors)")
            #expect(push.errors.contains("chown -R --reference="), "\(push.errors)")
        }
    }
}
