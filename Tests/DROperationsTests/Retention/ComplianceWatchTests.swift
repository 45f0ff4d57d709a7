import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("The watch over compliance")
struct ComplianceWatchTests {
    private static let layer = "plans: {orders: {enabled: false}}\n"
    private static let policy = "keep: {daily: 30}\npermitted_maximum: 40d\n"

    private func watch(_ bench: RetentionBench) throws {
        try ComplianceWatch(bench.context).perform(at: bench.clock.now, Cancellation())
    }

    private func alerts(_ bench: RetentionBench) throws -> [AlertRecord] {
        try bench.catalog.openAlerts(environment: "lab")
    }

    @Test("tells of a failure, and resolves it when all is good again", .tags(.medium))
    func tells() throws {
        try RetentionBench.with(layer: Self.layer, policy: Self.policy) { bench in
            _ = try bench.add(hours: 1)
            try watch(bench)
            #expect(try alerts(bench).isEmpty)
            let old = try bench.add(hours: 24 * 41)
            try watch(bench)
            #expect(try alerts(bench).isEmpty, "it looks every six hours")
            bench.clock.advance(6 * 3600)
            try watch(bench)
            let alert = try #require(try alerts(bench).first)
            #expect(alert.finding.topic == .retention("files"))
            #expect(alert.finding.message.hasPrefix("retention_maximum is not met: "))
            #expect(alert.finding.hint?.hasPrefix("dr retention check files") == true)
            try bench.repository.forget([old])
            bench.clock.advance(6 * 3600)
            try watch(bench)
            #expect(try alerts(bench).isEmpty)
        }
    }

    @Test("a repository that cannot be read resolves nothing", .tags(.medium))
    func unreadable() throws {
        try RetentionBench.with(layer: Self.layer, policy: Self.policy) { bench in
            _ = try bench.add(hours: 24 * 41)
            try watch(bench)
            #expect(try alerts(bench).count == 1)
            try bench.scratch.remove("repository")
            bench.clock.advance(6 * 3600)
            try watch(bench)
            #expect(try alerts(bench).count == 1)
        }
    }
}
