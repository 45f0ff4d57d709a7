import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Bad configurations", .tags(.small))
struct BadConfigurationTests {
    @Test("are refused with everything that is wrong", arguments: try BadConfiguration.all())
    func refused(bad: BadConfiguration) throws {
        let error = #expect(throws: DRError.self) { try EffectiveConfiguration(bad.sources, facts: bad.facts) }
        #expect(error?.code == .configurationInvalid)
        let messages = error?.configurationProblems.map(\.description) ?? []
        #expect(messages == bad.expected)
        #expect(!messages.contains { $0.contains("hunter2") })
    }

    @Test("are many, and each has its own name")
    func count() throws {
        let cases = try BadConfiguration.all()
        #expect(cases.count >= 60)
        #expect(Set(cases.map(\.name)).count == cases.count)
        #expect(cases.allSatisfy { !$0.expected.isEmpty })
    }

    @Test("what they begin from is good")
    func good() throws {
        #expect(try SmallConfiguration.effective().configuration.plans.keys.sorted() == ["app"])
    }

    @Test(
        "bytes that are no text are refused",
        arguments: [
            (Array("plans: {}\nä: \"".utf8) + [0xFF, 0x22], "base.yml:2:5: not UTF-8; allowed: text in UTF-8"),
            (Array("a: ".utf8) + [0xE2, 0x82], "base.yml:1:4: not UTF-8; allowed: text in UTF-8"),
            (
                Array("a: b\nc: \u{1}".utf8),
                "base.yml:2:4: control characters are not allowed; allowed: text without control characters"
            ),
            (
                Array("a: \u{E000}".utf8),
                "base.yml:1:4: a private-use character; allowed: text and symbols of Unicode"
            ),
            ([], "base.yml:1:1: the file is empty; allowed: a map of sections"),
            ([0], "base.yml:1:1: control characters are not allowed; allowed: text without control characters"),
            (
                Array(repeating: UInt8(ascii: "#"), count: (1 << 20) + 1),
                "base.yml:1:1: the file is too large (1.00 MiB); allowed: up to 1 MiB"
            ),
        ]
    )
    func bytes(bytes: [UInt8], message: String) {
        var sources = SmallConfiguration.sources()
        sources.base = ConfigurationText(name: "base.yml", bytes: bytes)
        let error = #expect(throws: DRError.self) { try EffectiveConfiguration(sources) }
        #expect(error?.configurationProblems.map(\.description) == [message])
    }

    @Test("a few aliases cannot become many values", .hangLimit)
    func laughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let before = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(before)]\n"
        }
        // As a key the bomb would be hashed.
        text += "? *a30\n: x\n"
        let error = #expect(throws: DRError.self) { try EffectiveConfiguration(SmallConfiguration.sources(base: text)) }
        #expect(error?.configurationProblems.first?.description.contains("an anchor (&) is not used here") == true)
    }

    @Test("nesting has a limit", arguments: [40, 900, 5000, 200_000])
    func nesting(depth: Int) {
        let text = "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let error = #expect(throws: DRError.self) { try EffectiveConfiguration(SmallConfiguration.sources(base: text)) }
        #expect(error?.code == .configurationInvalid)
    }
}
