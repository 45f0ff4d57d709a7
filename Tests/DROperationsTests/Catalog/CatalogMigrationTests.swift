import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Foundation
import GRDB
import Testing

/// `Fixtures/catalog-N.sqlite` was made by the last version whose newest form was N.
@Suite("Catalogs of earlier versions")
struct CatalogMigrationTests {
    private static func fixture(_ form: String) -> URL? {
        Bundle.module.url(forResource: "Fixtures/catalog-" + form, withExtension: "sqlite")
    }

    private func forms(_ catalog: Catalog) throws -> [String] {
        try catalog.read { try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid") }
    }

    private func schema(_ catalog: Catalog) throws -> [String] {
        let sql = "SELECT type || ' ' || name || ' ' || ifnull(sql, '') FROM sqlite_master ORDER BY type, name"
        return try catalog.read { try String.fetchAll($0, sql: sql) }
    }

    private func open(_ form: String, _ scratch: ScratchDirectory) throws -> Catalog {
        let file = try #require(Self.fixture(form))
        try scratch.write(Array(Data(contentsOf: file)), to: "catalog.sqlite")
        return try Catalog(stateDirectory: scratch.path)
    }

    @Test("there is one of each form but the newest, and all become what a new one is", .tags(.medium))
    func everyForm() throws {
        try ScratchDirectory.with { scratch in
            let new = try Catalog(stateDirectory: scratch.path("new"))
            let forms = try forms(new)
            #expect(forms.count > 1)
            for form in forms.dropLast() {
                try ScratchDirectory.with { folder in
                    let old = try open(form, folder)
                    #expect(try self.forms(old) == forms)
                    #expect(try schema(old) == schema(new))
                    #expect(try old.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
                }
            }
        }
    }

    @Test("what form 1 remembers stays", .tags(.medium))
    func first() throws {
        try ScratchDirectory.with { scratch in
            let catalog = try open("1", scratch)
            let runs = try catalog.runs(environment: "lab")
            #expect(runs.count == 8)
            #expect(runs.count { $0.outcome == .failed && $0.plan == "broken" } == 1)
            #expect(runs.last?.snapshot?.hasPrefix("a9493fa1") == true)
            #expect(runs.last?.bytesStored.map { $0 > 190_000 } == true)
            let alerts = try catalog.openAlerts(environment: "lab")
            #expect(alerts.compactMap(\.note) == ["known"])
            #expect(try catalog.restoreTests(environment: "lab", plan: "files").map(\.files) == [2])
            #expect(try catalog.samples(environment: "lab", repository: "primary", limit: 100).count == 5)
            #expect(try catalog.pendingDeliveries(environment: "lab").count == 2)
            let states = try catalog.read { try String.fetchAll($0, sql: "SELECT state FROM approval ORDER BY id") }
            #expect(states == ["used", "requested"])
            // And it goes on.
            var run = try #require(runs.first)
            run.id = nil
            run.uuid = "next"
            #expect(try catalog.save(run).id == 9)
        }
    }
}
