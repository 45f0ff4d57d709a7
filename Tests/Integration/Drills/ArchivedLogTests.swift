import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import DRWorkloads
import Testing

/// The moment of damage whose log the server has removed already.
@Suite(
    "Damage that only the archive remembers",
    .tags(.large),
    .enabled(if: TestCluster.programs != nil, "needs PostgreSQL"),
    .hangLimit
)
struct ArchivedLogTests {
    private static let scenario = """
        title: Rows are gone
        service: main
        objectives: {rto: 10m, stability: 100ms}
        steady_state: [{name: all-rows, sql.query: {service: main, query: SELECT count(*) = 100 FROM parts, is: "t"}}]
        fault:
          do: [{name: drop, sql.execute: {service: main, statement: DELETE FROM parts}, reverse: {none: a test}}]
          took_effect: [{name: gone, sql.query: {service: main, query: SELECT count(*) = 0 FROM parts, is: "t"}}]
        detection:
          probes: [{name: rows, sql.query: {service: main, query: SELECT count(*) = 100 FROM parts, is: "t"}}]
          every: 50ms
          failures: 2
        recovery:
          - name: find-moment
            postgres.find_moment: {service: main, plan: orders, into: copy, holds: SELECT count(*) = 100 FROM parts}
            timeout: 5m
            reverse: {none: a test}
          - name: restore
            postgres.restore: {service: main, plan: orders, archive: true, to: "${steps.find-moment.output}"}
            timeout: 5m
            reverse: {none: a test}
        validation:
          - {name: back, sql.query: {service: main, query: "SELECT count(*) = 100 FROM parts", is: "t"}}
        cleanup: [{name: serves, postgres.primary: {service: main}}]

        """

    /// Lets a plan lose rows, and the server lose its log of that; the segment with the transaction that did it.
    private func lose(_ lab: WALLab) throws -> WALSegment {
        let base = BaseLab(lab: lab)
        try lab.cluster.sql("CREATE TABLE parts AS SELECT generate_series(1, 100) number")
        try base.backUp()
        try lab.archiveAll()
        try lab.cluster.sql("DELETE FROM parts")
        let name = try lab.cluster.sql("SELECT pg_walfile_name(pg_switch_wal())").trimmed
        try lab.waitForArchive(name)
        // A batch that the archive takes, and that the search has to pass.
        try lab.cluster.sql("CREATE TABLE later AS SELECT generate_series(1, 1000) number")
        try lab.archiveAll()
        try lab.wait("\(name) removed") {
            try lab.cluster.sql("CHECKPOINT")
            return access(lab.cluster.data + "/pg_wal/" + name, F_OK) != 0
        }
        guard let segment = WALSegment(name: name) else { throw DRError(.failed, "no segment", object: name) }
        return segment
    }

    private func with(_ body: (WALLab, _ damage: WALSegment) throws -> Void) throws {
        try WALLab.with(settings: ["wal_keep_size = 0", "archive_timeout = 0"]) { lab in
            let damage = try lose(lab)
            let copy = lab.scratch.path("run/copy")
            let programs = TestCluster.programs ?? ""
            let options = "-c unix_socket_directories=\(lab.scratch.path("run")) -c listen_addresses= -c fsync=off"
            let start = [
                programs + "/pg_ctl", "-D", copy, "-w", "-s", "-l", copy + ".log", "-o", options, "start",
            ]
            let words = start.map { "\"\($0)\"" }.joined(separator: ", ")
            let layer = """
                services:
                  main: {drill_allowed: true}
                  copy:
                    drill_allowed: true
                    postgresql: {host: \(lab.scratch.path("run")), data_directory: \(copy), start: [\(words)]}

                """
            try lab.scratch.write(Array(layer.utf8), to: "config/lab.yml")
            try FileTreeMaker.make(lab.scratch.path("config/scenarios"))
            try lab.scratch.write(Array(Self.scenario.utf8), to: "config/scenarios/rows.yml")
            try lab.configure()
            defer { _ = Result { try lab.cluster.program("pg_ctl", ["-D", copy, "-s", "-m", "immediate", "stop"]) } }
            try body(lab, damage)
        }
    }

    @Test("is found there, and recovered from to the moment before")
    func found() throws {
        try with { lab, _ in
            let run = try lab.dr(["drill", "start", "rows", "--live", "--confirm", "lab"], seconds: 300)
            #expect(run.status == 0, "\(run.errors) \(run.text)")
            let record = try JSONObjects.parse(lab.dr(["drill", "report", "--format", "json"]).text)
            #expect(record["validated"] as? Bool == true)
        }
    }

    @Test("and that the archive has lost too is an error that names the file")
    func lost() throws {
        try with { lab, damage in
            let held = try #require(lab.archive().files[damage.name])
            try lab.repository().backend.delete(ObjectName(.snapshot, held.snapshot))
            let run = try lab.dr(["drill", "start", "rows", "--live", "--confirm", "lab"], seconds: 300)
            #expect(run.status == 1, "\(run.errors) \(run.text)")
            let record = try JSONObjects.parse(lab.dr(["drill", "report", "--format", "json"]).text)
            let steps = try #require(record["steps"] as? [[String: Any]])
            let search = try #require(steps.first { $0["name"] as? String == "find-moment" })
            #expect(search["state"] as? String == "failed")
            #expect((search["detail"] as? String)?.contains(damage.name) == true, "\(search)")
        }
    }
}
