import DRPolicy
import DRTestSupport
import Testing

@Suite("Effective values", .tags(.small))
struct EffectiveEntryTests {
    private func lines(_ effective: EffectiveConfiguration) -> [String] {
        effective.entries.map { "\($0.path.joined(separator: ".")) = \($0.value) (\($0.origin))" }
    }

    @Test("show what is set and what holds without being set")
    func entries() throws {
        let lines = try lines(SmallConfiguration.effective(variables: ["DR_GUARDRAILS__STORAGE_GROWTH": "50%"]))
        #expect(lines.contains("timezone = UTC (default)"))
        #expect(lines.contains("repositories.primary.url = /srv/backup (base.yml:2:18)"))
        #expect(lines.contains("repositories.primary.password = {file: /etc/dr/key} (base.yml:2:41)"))
        #expect(lines.contains("repositories.primary.pack_size = 16.0 MiB (default)"))
        #expect(lines.contains("plans.app.files.paths = [/srv/app] (base.yml:5:20)"))
        #expect(lines.contains("guardrails.storage_growth = 50% (DR_GUARDRAILS__STORAGE_GROWTH)"))
    }

    @Test(
        "hide what may be secret",
        arguments: [
            (
                "repositories: {primary: {password: {command: [pass, show, hunter2]}}}",
                "{command: [pass, \"[redacted]\"]}"
            ),
            ("plans: {app: {hooks: {after: [[curl, \"https://u:hunter2@example.com/\"]]}}}", "https://u:[redacted]@"),
            ("plans: {app: {hooks: {after: [[x, --password=hunter2]]}}}", "--password=[redacted]"),
            ("plans: {app: {hooks: {after: [[x, \"TOKEN=hunter2\"]]}}}", "TOKEN=[redacted]"),
        ]
    )
    func redaction(layer: String, shown: String) throws {
        let lines = try lines(SmallConfiguration.effective(layer: layer + "\n"))
        #expect(!lines.contains { $0.contains("hunter2") })
        #expect(lines.contains { $0.contains(shown) })
    }

    @Test("are quoted where YAML needs it")
    func quoting() throws {
        let lines = try lines(
            SmallConfiguration.effective(layer: "plans: {app: {files: {exclude: [\"*.tmp\", \"a\\\"b\\n\"]}}}")
        )
        #expect(lines.contains { $0.hasPrefix("plans.app.files.exclude = [\"*.tmp\", \"a\\\"b\\n\"]") })
    }

    @Test("of a shipped environment read back as the same configuration", arguments: ShippedConfiguration.environments)
    func readBack(environment: String) throws {
        let effective = try EffectiveConfiguration(ShippedConfiguration.sources(environment))
        var text = ""
        var open: [String] = []
        for entry in effective.entries {
            let common = zip(open, entry.path).prefix { $0 == $1 }.count
            for level in common..<(entry.path.count - 1) {
                text += String(repeating: "  ", count: level) + entry.path[level] + ":\n"
            }
            text += String(repeating: "  ", count: entry.path.count - 1) + "\(entry.path.last ?? ""): \(entry.value)\n"
            open = entry.path.dropLast()
        }
        var sources = try ShippedConfiguration.sources(environment)
        sources.base = ConfigurationText(name: "shown.yml", text)
        sources.layer = nil
        let again = try EffectiveConfiguration(sources)
        #expect(again.entries.map(\.path) == effective.entries.map(\.path))
        #expect(again.entries.map(\.value) == effective.entries.map(\.value))
    }
}
