import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("Exclude patterns of a configuration")
struct ExcludeCheckTests {
    private func problems(_ exclude: String) throws -> [String] {
        try RunnerBench.with { bench in
            let text = "plans: {files: {files: {paths: [/srv/app, /etc], exclude: [\(exclude)]}}}\n"
            try bench.scratch.write(Array(text.utf8), to: "test.yml")
            do {
                _ = try Installation.load(ConfigurationFolder(bench.scratch.path), environment: "test", variables: [:])
                return []
            } catch let error as DRError {
                return error.configurationProblems.map(\.description)
            }
        }
    }

    @Test(
        "that leave out a path of the plan, or are malformed, are refused",
        .tags(.medium),
        arguments: [
            ("app", "the pattern \"app\" leaves out /srv/app, a path of the plan itself"),
            ("'*.tmp', /srv", "the pattern \"/srv\" leaves out /srv/app, a path of the plan itself"),
            ("'*'", "the pattern \"*\" leaves out /srv/app, a path of the plan itself"),
            ("'[a'", "a pattern \"[a\" is malformed"),
        ]
    )
    func refused(exclude: String, message: String) throws {
        let found = try problems(exclude)
        let isTold = found.contains { $0.contains(message) && $0.contains("test.yml:1:") }
        #expect(isTold, "\(found)")
    }

    @Test("of what lies below are taken, also where one takes back another", .tags(.medium))
    func taken() throws {
        #expect(try problems("'*.tmp', /srv/app/cache, /etc/ssl").isEmpty)
        #expect(try problems("/srv/*, '!/srv/app'").isEmpty)
    }
}
