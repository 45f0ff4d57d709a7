import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import GRDB
import Testing

@Suite("What is known for a compliance check")
struct ComplianceReaderTests {
    private static let policy = """
        keep: {daily: 30}
        required_minimum: 10d
        permitted_maximum: 40d
        minimum_verified: 1
        legal_holds: [{tag: case, reason: case 7}]

        """

    private func status(_ bench: RetentionBench, _ requirement: ComplianceRequirement) throws -> ComplianceStatus? {
        try ComplianceReader(bench.context).findings("files").first { $0.requirement == requirement }?.status
    }

    @Test("comes from the repository and the catalog", .tags(.medium))
    func gathers() throws {
        try RetentionBench.with(policy: Self.policy) { bench in
            let ids = try (0...12).map { try bench.add(hours: Int64($0) * 24 + 1, tags: $0 == 3 ? ["case"] : []) }
            #expect(try status(bench, .minimumReach) == .pass)
            #expect(try status(bench, .coverage) == .pass)
            #expect(try status(bench, .maximumReach) == .pass)
            #expect(try status(bench, .legalHolds) == .pass)
            #expect(try status(bench, .verifiedPoints) == .unknown)
            try bench.verify(ids[4])
            #expect(try status(bench, .verifiedPoints) == .pass)
            _ = try bench.add(hours: 24 * 41)
            #expect(try status(bench, .maximumReach) == .fail)
        }
    }

    @Test("a repository that is not there makes findings unknown, and a copy does not pass", .tags(.medium))
    func unreadable() throws {
        let layer = """
            repositories:
              copy: {url: /nonexistent/copy, password: {env: NOTHING}, off_site: true, copy_of: primary}
            compliance: {off_site_copy: true}

            """
        try RetentionBench.with(layer: layer, policy: Self.policy) { bench in
            _ = try bench.add(hours: 1)
            #expect(try status(bench, .offSiteCopy) == .unknown)
            try bench.scratch.remove("repository")
            for requirement in [ComplianceRequirement.minimumReach, .coverage, .maximumReach, .verifiedPoints] {
                #expect(try status(bench, requirement) == .unknown)
            }
        }
    }

    @Test("a plan and its tests are remembered", .tags(.medium))
    func remembers() throws {
        let layer = "compliance: {restore_test_within: 30d}\nplans: {files: {objectives: {rto: 1m}}}\n"
        try RetentionBench.with(layer: layer, policy: Self.policy) { bench in
            _ = try bench.add(hours: 1)
            #expect(try status(bench, .restoreTest) == .unknown)
            let since = Timestamp(seconds: bench.clock.now.seconds - 40 * 86_400)
            _ = try bench.catalog.since(environment: "lab", plans: ["files"], now: since)
            #expect(try status(bench, .restoreTest) == .fail)
            #expect(try status(bench, .minimumReach) == .fail)
            try bench.catalog.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO restore_test VALUES ('r', 'lab', 'files', ?, 'whole', 's', 3, 300, 0, 61.5, 300)
                        """,
                    arguments: [bench.clock.now.catalogValue]
                )
            }
            #expect(try status(bench, .restoreTest) == .pass)
            #expect(try status(bench, .rto) == .fail)
        }
    }
}
