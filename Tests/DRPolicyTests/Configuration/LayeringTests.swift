import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Layers, variables and overrides", .tags(.small))
struct LayeringTests {
    @Test("maps merge, lists replace, null takes away")
    func merge() throws {
        let effective = try SmallConfiguration.effective(
            layer: """
                plans:
                  app:
                    files: {paths: [/srv/other], one_file_system: true}
                    schedule: {full: null, incremental: hourly}
                """
        )
        let plan = try #require(effective.configuration.plans["app"])
        #expect(plan.files?.paths == ["/srv/other"])
        #expect(plan.files?.oneFileSystem == true)
        #expect(plan.repository == "primary")
        #expect(plan.schedule.full == nil)
        #expect(plan.schedule.incremental?.text == "hourly")
    }

    @Test("the place of a secret is replaced as a whole")
    func secret() throws {
        let effective = try SmallConfiguration.effective(layer: "repositories: {primary: {password: {env: KEY}}}")
        #expect(effective.configuration.repositories["primary"]?.password == .variable("KEY"))
    }

    @Test("each value knows where it was set")
    func origins() throws {
        let effective = try SmallConfiguration.effective(
            layer: "timezone: Europe/Berlin\nplans: {app: {tags: [a]}}\n",
            variables: ["DR_PLANS__APP__OBJECTIVES__RPO": "25h"]
        )
        func origin(_ path: String) -> String? {
            effective.values[path.split(separator: ".").map(String.init)]?.origin.description
        }
        #expect(origin("timezone") == "test.yml:1:11")
        #expect(origin("plans.app.tags") == "test.yml:2:21")
        #expect(origin("plans.app.retention") == "base.yml:8:16")
        #expect(origin("plans.app.objectives.rpo") == "DR_PLANS__APP__OBJECTIVES__RPO")
        #expect(origin("plans.app.schedule.full") == "base.yml:7:22")
    }

    @Test(
        "variables are replaced in texts",
        arguments: [
            ("${ZONE}", "Europe/Berlin"), ("${MISSING:-Asia/Tokyo}", "Asia/Tokyo"), ("${EMPTY:-UTC}", "UTC"),
            ("${ZONE:-UTC}", "Europe/Berlin"), ("Europe/${CITY}", "Europe/Paris"),
            ("${MISSING:-Etc}/${MISSING:-GMT}", "Etc/GMT"),
        ]
    )
    func variables(text: String, zone: String) throws {
        let variables = ["ZONE": "Europe/Berlin", "EMPTY": "", "CITY": "Paris"]
        let effective = try SmallConfiguration.effective(layer: "timezone: \"\(text)\"\n", variables: variables)
        #expect(effective.configuration.timezone == zone)
    }

    @Test(
        "dollar signs stay when they name nothing",
        arguments: [("$$", "$"), ("a$b", "a$b"), ("$${A}", "${A}"), ("$$$$", "$$"), ("a$", "a$"), ("${A:-}x", "x")]
    )
    func dollars(text: String, tag: String) throws {
        let effective = try SmallConfiguration.effective(layer: "plans: {app: {tags: [\"\(text)\"]}}\n")
        #expect(effective.configuration.plans["app"]?.tags == [tag])
    }

    @Test("a variable may hold a number or a boolean")
    func typed() throws {
        let layer = "guardrails: {operations_per_hour: \"${LIMIT}\"}\nplans: {app: {enabled: \"${ON:-false}\"}}\n"
        let effective = try SmallConfiguration.effective(layer: layer, variables: ["LIMIT": "20"])
        #expect(effective.configuration.guardrails.operationsPerHour == 20)
        #expect(effective.configuration.plans["app"]?.isEnabled == false)
    }

    @Test("an override sets what the files leave out, and replaces lists and maps")
    func overrides() throws {
        let effective = try SmallConfiguration.effective(
            variables: [
                "DR_PLANS__APP__OBJECTIVES__RTO": "15m",
                "DR_PLANS__APP__FILES__PATHS": "[/a, /b]",
                "DR_PLANS__APP__SCHEDULE": "{incremental: hourly}",
                "DR_REPOSITORIES__PRIMARY__PASSWORD__CREDENTIAL": "key",
                "DR_GUARDRAILS__CONCURRENT_OPERATIONS": "4",
                "DR_COMPLIANCE__OFF_SITE_COPY": "false",
                "DR_PLANS__APP__TAGS": "[\"${HOME}\"]",
                "DR_REPOSITORY": "/srv/elsewhere",
                "HOME": "/root",
            ]
        )
        let plan = try #require(effective.configuration.plans["app"])
        #expect(plan.objectives.rto == .seconds(900))
        #expect(plan.files?.paths == ["/a", "/b"])
        #expect(plan.schedule.full == nil)
        #expect(plan.schedule.incremental?.text == "hourly")
        #expect(plan.tags == ["/root"])
        #expect(effective.configuration.repositories["primary"]?.password == .credential("key"))
        #expect(effective.configuration.repositories["primary"]?.url == "/srv/backup")
        #expect(effective.configuration.guardrails.concurrentOperations == 4)
        #expect(effective.configuration.compliance.needsOffSiteCopy == false)
    }

    @Test("names with signs are found by an override")
    func names() throws {
        let effective = try EffectiveConfiguration(
            ShippedConfiguration.sources("staging", variables: ["DR_PLANS__APP_FILES__OBJECTIVES__RTO": "3h"])
        )
        #expect(effective.configuration.plans["app-files"]?.objectives.rto == .seconds(10_800))
    }

    @Test("an override spares the variable of what it replaces")
    func order() throws {
        let effective = try SmallConfiguration.effective(
            layer: "plans: {app: {retention: \"${MISSING}\"}}\n",
            variables: ["DR_PLANS__APP__RETENTION": "standard"]
        )
        #expect(effective.configuration.plans["app"]?.retention == "standard")
    }
}
