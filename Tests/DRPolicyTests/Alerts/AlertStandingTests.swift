import DRCore
import DRTestSupport
import Testing

@testable import DRPolicy

@Suite("How an alert goes on")
struct AlertStandingTests {
    private func settings(repeatAfter: Int64 = 12 * 3600, escalateAfter: Int64? = 3600) -> AlertSettings {
        var settings = AlertSettings()
        settings.repeatAfter = .seconds(repeatAfter)
        settings.escalateAfter = escalateAfter.map { .seconds($0) }
        return settings
    }

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: 1_700_000_000 + seconds) }

    private func opened(_ severity: AlertSeverity) -> AlertStanding {
        var standing = AlertStanding(severity: severity, at: time(0))
        _ = standing.tell(.opened, at: time(0))
        return standing
    }

    @Test("it is told once, however often it is seen", .tags(.small))
    func once() {
        var standing = opened(.warning)
        for second in 1...50 {
            #expect(standing.see(.warning, at: time(Int64(second))) == nil)
        }
        #expect(standing.times == 51)
        #expect(standing.seen == time(50))
    }

    @Test("it is told again when it gets worse, also when somebody takes care of it", .tags(.small))
    func worse() {
        var standing = opened(.warning)
        standing.acknowledged = time(5)
        #expect(standing.see(.emergency, at: time(10)) == .escalated)
        #expect(standing.severity == .emergency)
        #expect(standing.acknowledged == nil)
        #expect(standing.see(.warning, at: time(20)) == nil)
        #expect(standing.severity == .emergency)
    }

    @Test("it goes up step by step while nobody acknowledges it, to an emergency", .tags(.small))
    func escalation() {
        var standing = opened(.warning)
        let settings = settings(repeatAfter: 86_400)
        #expect(standing.pass(to: time(3599), settings) == nil)
        #expect(standing.pass(to: time(3600), settings) == .escalated)
        #expect(standing.severity == .critical)
        #expect(standing.pass(to: time(7199), settings) == nil)
        #expect(standing.pass(to: time(7200), settings) == .escalated)
        #expect(standing.severity == .emergency)
        #expect(standing.pass(to: time(20_000), settings) == nil)
    }

    @Test("news never goes up", .tags(.small))
    func news() {
        var standing = opened(.info)
        #expect(standing.pass(to: time(40_000), settings()) == nil)
        #expect(standing.pass(to: time(43_200), settings()) == .repeated)
        #expect(standing.severity == .info)
    }

    @Test("it is repeated after each interval, and not once it is acknowledged", .tags(.small))
    func repeats() {
        var standing = opened(.warning)
        let settings = settings(repeatAfter: 100, escalateAfter: nil)
        #expect((1...1000).count { standing.pass(to: time(Int64($0)), settings) == .repeated } == 10)
        standing.acknowledged = time(1001)
        #expect((1001...2000).allSatisfy { standing.pass(to: time(Int64($0)), settings) == nil })
    }

    @Test("a clock that goes back repeats nothing", .tags(.small))
    func clockGoesBack() {
        var standing = opened(.warning)
        #expect(standing.pass(to: time(-1_000_000), settings()) == nil)
        #expect(standing.see(.warning, at: time(-5)) == nil)
        #expect(standing.seen == time(0))
    }

    @Test(
        "what matters more is never told to fewer by an omission",
        .tags(.small),
        arguments: [
            (AlertSeverity.info, ["a"]), (.warning, ["b"]), (.critical, ["b"]), (.emergency, ["b"]),
        ]
    )
    func routes(severity: AlertSeverity, channels: [String]) {
        var routes = AlertRoutes()
        routes.info = ["a"]
        routes.warning = ["b"]
        #expect(routes.channels(for: severity) == channels)
    }

    @Test("a message that was not taken is tried ever more seldom, and given up in the end", .tags(.small))
    func deliveries() {
        #expect((1...9).map { DeliveryRules.wait(after: $0) } == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
        for isAboutRun in [true, false] {
            var now = time(0)
            var attempts = 0
            while attempts < 1000 {
                attempts += 1
                let next = DeliveryRules.next(after: attempts, isAboutRun: isAboutRun, created: time(0), now: now)
                guard let next else { break }
                #expect(next > now)
                now = next
            }
            #expect(attempts == (isAboutRun ? 7 : 78))
            #expect(now.seconds(since: time(0)) <= (isAboutRun ? 3600 : 259_200))
        }
    }
}
