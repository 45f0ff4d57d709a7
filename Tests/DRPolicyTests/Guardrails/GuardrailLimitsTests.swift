import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Guardrails", .tags(.small))
struct GuardrailLimitsTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    private static func limits(_ change: (inout GuardrailSettings) -> Void) -> GuardrailLimits {
        var settings = GuardrailSettings()
        change(&settings)
        return GuardrailLimits(settings, environment: "lab")
    }

    private static func event(
        _ minutes: Int64,
        _ operation: String = "restore",
        on subject: String = "files",
        services: Set<String> = [],
        isScheduled: Bool = false,
        isRunning: Bool = false,
        hasFailed: Bool = false
    ) -> GuardedEvent {
        GuardedEvent(
            GuardedRequest(operation, subject: subject, services: services, isScheduled: isScheduled),
            started: Timestamp(seconds: now.seconds - minutes * 60),
            isRunning: isRunning,
            hasFailed: hasFailed
        )
    }

    private static func refusal(
        _ limits: GuardrailLimits,
        _ events: [GuardedEvent],
        of request: GuardedRequest = GuardedRequest("restore", subject: "files")
    ) -> GuardrailRefusal? {
        limits.refusal(of: request, after: events, at: now, zone: .utc)
    }

    @Test("only production has limits that nobody set")
    func defaults() {
        let production = GuardrailLimits(GuardrailSettings(), environment: "production")
        #expect(production.operationsPerHour == 8)
        #expect(production.minimumGap == .seconds(600))
        #expect(production.concurrentOperations == 2)
        #expect(production.storageGrowth == Percentage(25))
        let none = GuardrailLimits(GuardrailSettings(), environment: "staging")
        let many = (0..<100).map { Self.event(Int64($0) % 60, isRunning: true) }
        #expect(Self.refusal(none, many) == nil)
    }

    @Test("so many operations an hour, and the refusal says from when on")
    func rate() {
        let limits = Self.limits { $0.operationsPerHour = 3 }
        #expect(Self.refusal(limits, [Self.event(1), Self.event(30)]) == nil)
        let refused = Self.refusal(limits, [Self.event(1), Self.event(30), Self.event(50), Self.event(61)])
        #expect(refused?.rule == .operationsPerHour)
        #expect(refused?.allowedAt == Timestamp(seconds: Self.now.seconds + 600))
        // With more than that, two of them must have passed.
        let more = Self.refusal(limits, [5, 10, 20, 50].map { Self.event($0) })
        #expect(more?.allowedAt == Timestamp(seconds: Self.now.seconds + 2400))
        // An hour ago to the second no longer counts, and what is dated in the future does not yet.
        #expect(Self.refusal(limits, [Self.event(60), Self.event(1), Self.event(2), Self.event(-5)]) == nil)
    }

    @Test("operations of a kind on a plan or service keep their distance; one that failed may be tried again")
    func gap() {
        let limits = Self.limits { $0.minimumGap = .seconds(600) }
        let refused = Self.refusal(limits, [Self.event(4)])
        #expect(refused?.rule == .minimumGap)
        #expect(refused?.allowedAt == Timestamp(seconds: Self.now.seconds + 360))
        #expect(Self.refusal(limits, [Self.event(10)]) == nil)
        #expect(Self.refusal(limits, [Self.event(4, hasFailed: true)]) == nil)
        #expect(Self.refusal(limits, [Self.event(4, "forget")]) == nil)
        #expect(Self.refusal(limits, [Self.event(4, on: "orders")]) == nil)
        let shared = GuardedRequest("restore", subject: "files", services: ["web", "cache"])
        #expect(Self.refusal(limits, [Self.event(4, on: "orders", services: ["web"])], of: shared)?.rule == .minimumGap)
    }

    @Test("so many at once, and the refusal names what runs")
    func concurrency() {
        let limits = Self.limits { $0.concurrentOperations = 2 }
        let one = Self.event(5, "drill", on: "orders", isRunning: true)
        #expect(Self.refusal(limits, [one]) == nil)
        let refused = Self.refusal(limits, [one, Self.event(900, "verify", isScheduled: true, isRunning: true)])
        #expect(refused?.rule == .concurrentOperations)
        #expect(refused?.allowedAt == nil)
        #expect(refused?.hint?.contains("drill of orders, verify of files") == true)
    }

    @Test("backups of the schedule are never refused, and never in the way")
    func scheduled() {
        let production = GuardrailLimits(GuardrailSettings(), environment: "production")
        let busy = (0..<50).map { Self.event(Int64($0), "backup", isRunning: true) }
        let backup = GuardedRequest("backup", subject: "files", isScheduled: true)
        #expect(Self.refusal(production, busy, of: backup) == nil)
        let backups = (0..<50).map { Self.event(Int64($0), "backup", isScheduled: true, isRunning: true) }
        #expect(Self.refusal(production, backups) == nil)
        #expect(Self.refusal(production, backups, of: GuardedRequest("backup", subject: "files")) == nil)
    }

    @Test(
        "work that can wait runs in its window",
        arguments: [
            ("prune", true), ("retention", true), ("restore_test", true), ("verify", false), ("backup", false),
            ("restore", false), ("forget", false),
        ]
    )
    func window(operation: String, waits: Bool) {
        // 1,800,000,000 is Friday 2027-01-15 08:00 UTC.
        let limits = Self.limits { settings in
            var window = MaintenanceWindow()
            window.days = [.sat]
            window.from = TimeOfDay(hour: 4, minute: 0)
            window.to = TimeOfDay(hour: 6, minute: 0)
            settings.maintenanceWindows = [window]
        }
        for isScheduled in [true, false] {
            let request = GuardedRequest(operation, subject: "files", isScheduled: isScheduled)
            let refused = Self.refusal(limits, [], of: request)
            #expect(refused?.rule == (waits ? .maintenanceWindows : nil))
            #expect(refused?.allowedAt == (waits ? Timestamp(seconds: Self.now.seconds + 20 * 3600) : nil))
        }
    }

    @Test("a refusal is an error with the rule, the subject and the time")
    func error() {
        let limits = Self.limits { $0.minimumGap = .seconds(600) }
        let error = Self.refusal(limits, [Self.event(4)])?.error
        #expect(error?.code == .refusedByGuardrail)
        #expect(error?.message.hasPrefix("guardrail minimum_gap: restore of files began 4m ago") == true)
        #expect(error?.object == "files")
        #expect(error?.hint == "it will be allowed at 2027-01-15T08:06:00Z")
    }

    @Test("a repository may grow by a share in an operation, a small one by any")
    func growth() {
        let growth = StorageGrowth(share: Percentage(25), size: 1 << 32)
        #expect(growth.limit == 1 << 30)
        #expect(growth.refusal(subject: "files")?.rule == .storageGrowth)
        let message = growth.refusal(subject: "files")?.message
        #expect(message?.contains("more than 1.00 GiB (25% are allowed) to the 4.00 GiB") == true)
        #expect(StorageGrowth(share: Percentage(25), size: 1 << 20).limit == 256 << 20)
        #expect(StorageGrowth(share: Percentage(25), size: 0).refusal(subject: "files") == nil)
        #expect(StorageGrowth(share: Percentage(1000), size: .max).limit == nil)
    }
}
