import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Shipped configuration", .tags(.small))
struct ShippedConfigurationTests {
    @Test("each environment is valid", arguments: ShippedConfiguration.environments)
    func valid(environment: String) throws {
        let facts = ConfigurationFacts(zones: .machine, now: Timestamp(seconds: 1_750_000_000))
        let effective = try EffectiveConfiguration(ShippedConfiguration.sources(environment), facts: facts)
        let plans = ["app-files", "orders"] + (environment == "production" ? ["orders-files"] : [])
        #expect(effective.configuration.plans.keys.sorted() == plans)
        #expect(effective.environment == environment)
    }

    @Test("production: hourly incremental, daily full, 90 days, a copy elsewhere")
    func production() throws {
        let effective = try EffectiveConfiguration(ShippedConfiguration.sources("production"))
        let plan = try #require(effective.configuration.plans["app-files"])
        #expect(plan.schedule.incremental?.text == "hourly")
        #expect(plan.schedule.full?.text == "daily at 02:00")
        #expect(plan.files?.paths == ["/srv/app", "/etc"])
        #expect(plan.objectives.rpo == .seconds(3600))
        #expect(plan.objectives.rto == .seconds(1800))
        #expect(plan.hooks.before == [["systemctl", "is-active", "app.service"]])
        #expect(effective.policies[plan.retention]?.keep.counts.daily == .atMost(90))
        #expect(effective.configuration.repositories["copy"]?.isOffSite == true)
        #expect(effective.configuration.guardrails.operationsPerHour == 8)
        #expect(effective.configuration.guardrails.minimumGap == .seconds(600))
        #expect(effective.configuration.guardrails.concurrentOperations == 2)
        #expect(effective.configuration.guardrails.storageGrowth == Percentage(25))
        #expect(effective.configuration.guardrails.maintenanceWindows.count == 2)
        #expect(effective.configuration.alerts.routes.emergency == ["operations", "chat", "on-call"])
    }

    @Test("the scheduler gets the rules of a plan")
    func rules() throws {
        let effective = try EffectiveConfiguration(ShippedConfiguration.sources("production"))
        let rules = try #require(effective.configuration.plans["app-files"]?.schedule.rules)
        #expect(rules.keys.map(\.rawValue).sorted() == RunKind.allCases.map(\.rawValue).sorted())
        #expect(rules[.full]?.description == "daily at 02:00")
    }

    @Test("staging: daily full; development: weekly")
    func others() throws {
        let staging = try EffectiveConfiguration(ShippedConfiguration.sources("staging")).configuration
        #expect(staging.plans["orders"]?.schedule.full?.text == "daily at 03:00")
        #expect(staging.plans["orders"]?.schedule.incremental == nil)
        let development = try EffectiveConfiguration(ShippedConfiguration.sources("development")).configuration
        #expect(development.plans["orders"]?.schedule.full?.text == "weekly on sun at 04:00")
        #expect(development.services.isEmpty)
        #expect(development.metrics.textfile == nil)
        #expect(development.plans["app-files"]?.hooks.before == [])
    }

    @Test(
        "retention policies reach as far as they say",
        arguments: [
            ("production", 90), ("audit", 365), ("staging", 14), ("development", 28),
        ]
    )
    func retention(name: String, days: Int) throws {
        let effective = try EffectiveConfiguration(ShippedConfiguration.sources("production"))
        let policy = try #require(effective.policies[name])
        #expect(policy.requiredMinimum == .seconds(days * 86_400))
        #expect(try #require(policy.keep.reach) >= .seconds(days * 86_400))
    }

    @Test("no policy is without a test")
    func policies() throws {
        #expect(
            try ShippedConfiguration.retention().keys.sorted() == ["audit", "development", "production", "staging"]
        )
    }
}
