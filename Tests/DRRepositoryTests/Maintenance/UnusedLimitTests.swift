import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct UnusedLimitTests {
    @Test(
        "the forms of the option",
        arguments: [
            ("5%", UnusedLimit.percent(5)), ("0%", .percent(0)), ("0", .bytes(0)), ("500M", .bytes(500 << 20)),
            ("unlimited", .unlimited),
        ]
    )
    func parses(_ text: String, _ expected: UnusedLimit) throws {
        #expect(try UnusedLimit(parsing: text) == expected)
    }

    @Test("what is no limit", arguments: ["", "100%", "-1%", "%", "many", "-5"])
    func refuses(_ text: String) {
        #expect(throws: (any Error).self) { try UnusedLimit(parsing: text) }
    }

    @Test("a share is one of all that is stored afterwards")
    func share() {
        #expect(UnusedLimit.percent(20).bytes(beside: 800) == 200)
        #expect(UnusedLimit.unlimited.bytes(beside: 1) == .max)
    }
}
