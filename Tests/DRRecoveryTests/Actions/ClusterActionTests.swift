import CLinux
import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Testing

@Suite(
    "Actions on PostgreSQL",
    .tags(.large),
    .enabled(if: TestCluster.programs != nil, "needs PostgreSQL"),
    .hangLimit
)
struct ClusterActionTests {
    private func bench(_ scratch: ScratchDirectory, _ cluster: TestCluster) throws -> ActionBench {
        let settings = "host: \(cluster.socket), port: \(cluster.port), data_directory: \(cluster.data)"
        return try ActionBench(scratch, "db: {postgresql: {\(settings)}}")
    }

    @Test("a fenced cluster takes no writes, also after somebody started it again, until it is let go")
    func fence() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch)
            try cluster.start()
            let bench = try bench(scratch, cluster)
            #expect(try bench.perform("postgres.primary: {service: db}").holds)
            #expect(throws: DRError.self) { try bench.perform("postgres.fenced: {service: db}") }
            for _ in 1...2 { _ = try bench.perform("postgres.fence: {service: db}", seconds: 60) }
            #expect(try bench.perform("postgres.fenced: {service: db}").holds)
            try cluster.start()
            #expect(try !bench.perform("postgres.primary: {service: db}").holds)
            #expect(throws: DRError.self) { try bench.perform("postgres.fenced: {service: db}") }
            // It is the same cluster that is asked whether another took its place: it did not.
            let back = try bench.perform("postgres.resume: {service: db, unless: db}", seconds: 60)
            #expect(back.output == "resumed")
            #expect(try bench.perform("postgres.primary: {service: db}").holds)
        }
    }

    @Test("damage to a page is seen, and what cannot be checked is not called sound")
    func sound() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch)
            try cluster.start()
            let bench = try bench(scratch, cluster)
            let blind = #expect(throws: DRError.self) {
                try bench.perform("postgres.sound: {service: db}", seconds: 60)
            }
            #expect(blind?.hint?.contains("amcheck") == true)
            try cluster.sql("CREATE EXTENSION amcheck")
            try cluster.sql(
                "CREATE TABLE parts AS SELECT number, md5(number::text) FROM generate_series(1, 5000) number"
            )
            try cluster.sql("CHECKPOINT")
            #expect(try bench.perform("postgres.sound: {service: db}", seconds: 60).holds)
            let file =
                try cluster.data + "/" + cluster.sql("SELECT pg_relation_filepath('parts')").split(separator: "\n")[0]
            try cluster.stop()
            do {
                let relation = try FileDescriptor.open(String(file), O_WRONLY)
                try SeededGenerator.repeating(9, count: 512).withUnsafeBytes {
                    try relation.writeAll($0, at: 8192 * 2 + 4000, path: "the relation")
                }
            }
            try cluster.start()
            let seen = try bench.perform("postgres.sound: {service: db}", seconds: 60)
            #expect(!seen.holds)
            #expect(seen.detail.contains("parts"), "\(seen.detail)")
        }
    }

    @Test("queries look, statements change, and a query cannot change anything")
    func sql() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch)
            try cluster.start()
            let bench = try bench(scratch, cluster)
            _ = try bench.perform("sql.execute: {service: db, statement: CREATE TABLE parts (number int)}")
            _ = try bench.perform("sql.execute: {service: db, statement: INSERT INTO parts VALUES (7)}")
            #expect(try bench.perform("sql.query: {service: db, query: SELECT number FROM parts}").output == "7")
            #expect(
                try bench.perform("sql.query: {service: db, query: SELECT count(*) = 1 FROM parts, is: \"t\"}").holds
            )
            #expect(try !bench.perform("sql.query: {service: db, query: SELECT count(*) FROM parts, is: \"2\"}").holds)
            #expect(throws: DRError.self) { try bench.perform("sql.query: {service: db, query: DELETE FROM parts}") }
            #expect(throws: DRError.self) {
                try bench.perform("sql.query: {service: db, query: SELECT * FROM missing}")
            }
            #expect(try bench.perform("sql.query: {service: db, query: SELECT count(*) FROM parts}").output == "1")
            try cluster.stop()
            // What cannot be asked is no answer.
            #expect(throws: DRError.self) { try bench.perform("postgres.primary: {service: db}") }
        }
    }
}
