import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// Base backups of real clusters.
@Suite("Base backups of real clusters", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct BaseBackupTests {
    @Test(
        "30 random moments under load come back, each with exactly what was committed until then",
        .tags(.large),
        .hangLimit
    )
    func randomMoments() throws {
        var generator = SeededGenerator.announced()
        try BaseLab.with(rate: 150) { base in
            let ledger = try Ledger(base.lab.cluster)
            try base.backUp()
            let first = Timestamp.now
            usleep(3_000_000)
            try base.backUp("--incremental")
            usleep(4_000_000)
            try base.backUp("--incremental")
            usleep(3_000_000)
            let last = Timestamp.now
            usleep(500_000)
            try ledger.stop()
            try base.lab.archiveAll()
            #expect(try base.bases().count == 3)
            let span = last.seconds(since: first)
            for number in 0..<30 {
                let offset = Double(first.nanoseconds) / 1e9 + Double.random(in: 0..<span, using: &generator)
                let moment = Timestamp(
                    seconds: first.seconds + Int64(offset),
                    nanoseconds: Int32((offset - offset.rounded(.down)) * 1e6) * 1000
                )
                let copy = try base.recover(["--at", RFC3339.format(moment)], to: "moment\(number)")
                let state = try Ledger.state(copy)
                #expect(ledger.bounds(at: moment).contains(state.last), "\(RFC3339.format(moment))")
                #expect(state.count == state.last, "rows are missing at \(RFC3339.format(moment))")
                try copy.check(base.lab.cluster)
                try copy.stop()
                try ScratchDirectory(existing: base.lab.scratch.path("run")).remove("moment\(number)")
            }
        }
    }

    @Test(
        "a server that is killed at random moments can be brought back to each of its lives",
        .tags(.large),
        .hangLimit
    )
    func killedServer() throws {
        var generator = SeededGenerator.announced()
        try BaseLab.with { base in
            let cluster = base.lab.cluster
            try base.backUp()
            var lives: [(moment: Timestamp, entries: [Ledger.Entry])] = []
            for _ in 0..<3 {
                let ledger = try Ledger(cluster)
                usleep(UInt32.random(in: 500_000...2_000_000, using: &generator))
                let moment = Timestamp.now
                usleep(UInt32.random(in: 50_000...500_000, using: &generator))
                let server = try #require(try cluster.process)
                try cluster.kill()
                // Its connection broke, if it noticed that before it was told to stop.
                _ = Result { try ledger.stop() }
                lives.append((moment, ledger.all))
                try base.lab.wait("the server is gone") { kill(server, 0) != 0 }
                try cluster.start()
            }
            try base.lab.archiveAll()
            let all = lives.flatMap(\.entries)
            #expect(all.count > 100)
            for (number, life) in lives.enumerated() {
                let copy = try base.recover(["--at", RFC3339.format(life.moment)], to: "life\(number)")
                let text = try copy.connect().query("SELECT string_agg(id::text, ',') FROM ledger").text(0, 0) ?? ""
                let found = Set(text.split(separator: ",").compactMap { Int($0) })
                #expect(all.filter { $0.acknowledged < life.moment }.allSatisfy { found.contains($0.id) })
                #expect(all.filter { $0.sent > life.moment }.allSatisfy { !found.contains($0.id) })
                try copy.check(cluster)
                try copy.stop()
            }
        }
    }

    @Test("an incremental backup reads and stores only what changed", .tags(.large), .hangLimit)
    func incremental() throws {
        try BaseLab.with { base in
            try base.lab.cluster.sql(
                "CREATE TABLE big AS SELECT i, repeat('y', 500) t FROM generate_series(1, 40000) i"
            )
            try base.lab.cluster.sql("CREATE INDEX ON big (i); CHECKPOINT")
            usleep(2_500_000)
            try base.backUp()
            try base.lab.cluster.sql("UPDATE big SET t = 'z' WHERE i = 77; CHECKPOINT")
            try base.backUp("--incremental")
            let bases = try base.bases()
            let (full, next) = (bases[0].snapshot, bases[1].snapshot)
            #expect(next.parent == full.id)
            #expect(full.tags.contains("full"))
            #expect(next.tags.contains("incremental"))
            #expect((next.summary?.filesUnmodified ?? 0) > 500)
            #expect((next.summary?.dataAdded ?? .max) < (full.summary?.dataAdded ?? 0) / 4)
            let copy = try base.recover(["-r", next.id?.hex ?? "", "--consistent"], to: "copy")
            #expect(try copy.connect().query("SELECT count(*), max(length(t)) FROM big").text(0, 0) == "40000")
            #expect(try copy.connect().query("SELECT t FROM big WHERE i = 77").text(0, 0) == "z")
            try copy.check(base.lab.cluster)
        }
    }

    @Test("a corrupt page is found, the backup is made, and it ends with 3", .tags(.large), .hangLimit)
    func corruptPage() throws {
        try BaseLab.with { base in
            let cluster = base.lab.cluster
            try cluster.sql("CREATE TABLE t AS SELECT i, repeat('y', 500) x FROM generate_series(1, 2000) i")
            try cluster.sql("CHECKPOINT")
            let path = try cluster.sql("SELECT pg_relation_filepath('t')").trimmed
            try cluster.stop()
            let file = try FileDescriptor.open(cluster.data + "/" + path, O_WRONLY)
            try [UInt8](repeating: 0xAB, count: 64).withUnsafeBytes { bytes in
                try file.writeAll(bytes, at: 5 * 8192 + 4000, path: path)
            }
            try cluster.start()
            let run = try base.backUp(expecting: 3)
            #expect(run.errors.contains("corrupt"))
            let record = try #require(try base.bases().last?.record)
            #expect(record.badPages.map(\.file) == ["data/" + path])
            #expect(record.badPages.map(\.blocks) == [[5]])
            #expect(record.checkedPages > 100)
            // The next incremental backup reads that file again, and says so again.
            try base.backUp("--incremental", expecting: 3)
        }
    }

    @Test(
        "the last segment comes too late: it is told, and the next backup stores nothing of the copy again",
        .tags(.large),
        .hangLimit
    )
    func lateSegment() throws {
        try WALLab.with(wal: "{wait: 4s}", settings: ["archive_timeout = 0"]) { lab in
            let base = BaseLab(lab: lab)
            try lab.cluster.sql(
                "CREATE TABLE big AS SELECT md5(i::text) a FROM generate_series(1, 300000) i; CHECKPOINT"
            )
            try lab.archiveAll()
            // What follows the segment that is written now is not archived, nor stored ahead: a service that was started does so
            // for two seconds, and with a socket that is named none is started.
            let limit = try lab.cluster.sql("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").trimmed
            let command = lab.archiveCommand.replacing("%p", with: "\"$2\"")
            let none = "--socket \(lab.scratch.path("run/none"))"
            let script = "#!/bin/sh\nexpr \"x$1\" '<=' x\(limit) >/dev/null || exit 1\n\(command) \(none)\n"
            try lab.scratch.write(Array(script.utf8), to: "run/until", mode: 0o755)
            try lab.cluster.sql("ALTER SYSTEM SET archive_command = '\(lab.scratch.path("run/until")) %f %p'")
            try lab.cluster.sql("SELECT pg_reload_conf()")
            sleep(3)
            let late = try base.backUp(expecting: 75)
            let needed = try #require(WALSegment(name: limit)?.next.name)
            #expect(late.errors.contains("waiting for \(needed) in the repository"), "\(late.errors)")
            #expect(late.errors.contains("stores none of it again"), "\(late.errors)")
            #expect(try base.bases().isEmpty)
            try lab.cluster.sql("ALTER SYSTEM RESET archive_command")
            try lab.cluster.sql("SELECT pg_reload_conf()")
            try base.backUp()
            let snapshot = try #require(try base.bases().last?.snapshot)
            let size = try #require(UInt64(lab.cluster.sql("SELECT pg_relation_size('big')").trimmed))
            #expect(size > 15_000_000)
            #expect((snapshot.summary?.dataAdded ?? .max) < size / 4)
        }
    }

    @Test(
        "tablespaces come back to their places, unlogged tables empty, and what a backup must not have is left out",
        .tags(.large),
        .hangLimit
    )
    func tablespaces() throws {
        try BaseLab.with { base in
            let cluster = base.lab.cluster
            let space = base.lab.scratch.path("run/space")
            try cluster.asUser("mkdir", [space])
            try cluster.sql("CREATE TABLESPACE fast LOCATION '\(space)'")
            try cluster.sql("CREATE TABLE apart TABLESPACE fast AS SELECT generate_series(1, 9) i")
            try cluster.sql("CREATE UNLOGGED TABLE loose AS SELECT 1 i")
            try base.backUp()
            let (snapshot, record) = try #require(try base.bases().last)
            #expect(record.tablespaces.map(\.path) == [space])
            let names = try base.names(snapshot)
            #expect(names.contains { $0.hasSuffix("/data/backup_label") })
            #expect(names.contains { $0.hasSuffix("/data/tablespace_map") })
            #expect(names.contains { $0.hasSuffix("/data/global/pg_control") })
            #expect(!names.contains { $0.hasSuffix("postmaster.pid") || $0.contains("/pg_wal/0") })
            let loose = try cluster.sql("SELECT pg_relation_filepath('loose')").trimmed
            #expect(names.contains { $0.hasSuffix("/data/\(loose)_init") })
            #expect(!names.contains { $0.hasSuffix("/data/\(loose)") })
            let copy = try base.recover(["--latest"], to: "copy")
            #expect(try copy.connect().query("SELECT count(*) FROM apart").text(0, 0) == "9")
            #expect(try copy.connect().query("SELECT count(*) FROM loose").text(0, 0) == "0")
            let link = try Tool("readlink").run([base.data("copy") + "/pg_tblspc/\(record.tablespaces[0].oid)"])
            #expect(link.text.trimmed == base.data("copy") + ".tablespaces/\(record.tablespaces[0].oid)")
        }
    }
}
