import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Keep rules", .tags(.small))
struct KeepRulesTests {
    @Test("counts are read", arguments: [("0", 0), ("7", 7), ("unlimited", -1), ("-1", -1)])
    func counts(text: String, number: Int) throws {
        #expect(try KeepCount(parsing: text).number == number)
    }

    @Test("what is no count is refused", arguments: ["-2", "", "seven", "1.5", "9999999999999999999999"])
    func wrongCounts(text: String) {
        let error = #expect(throws: DRError.self) { try KeepCount(parsing: text) }
        #expect(error?.code == .usage)
    }

    @Test("tags are split at commas, without blanks")
    func tags() {
        #expect(KeepRules.tagList(parsing: " a, b c ,d") == ["a", "b c", "d"])
        #expect(KeepRules.tagList(parsing: "") == [""])
    }

    @Test(
        "describe themselves",
        arguments: [
            ([], "keep everything"),
            (["--keep-daily", "7", "--keep-weekly", "unlimited"], "keep 7 daily, all weekly snapshots"),
            (
                [
                    "--keep-last", "1", "--keep-within-daily", "30d", "--keep-tag", "a,b", "--keep-tag", "c",
                    "--keep-within", "2d",
                ],
                "keep 1 latest snapshots, daily snapshots within 30d and all snapshots with tags [[a, b] [c]]"
                    + " and all snapshots within 2d of the newest"
            ),
        ]
    )
    func description(options: [String], text: String) throws {
        #expect(try GoldenRules(options).rules.description == text)
    }

    @Test("are empty only while none is set")
    func emptiness() throws {
        #expect(KeepRules().isEmpty)
        #expect(try GoldenRules(["--keep-last", "0", "--keep-within", "0d"]).rules.isEmpty)
        for option in ["last", "hourly", "daily", "weekly", "monthly", "yearly"] {
            #expect(try !GoldenRules(["--keep-" + option, "1"]).rules.isEmpty)
            #expect(try !GoldenRules(["--keep-" + option, "unlimited"]).rules.isEmpty)
        }
        for option in ["", "-hourly", "-daily", "-weekly", "-monthly", "-yearly"] {
            #expect(try !GoldenRules(["--keep-within" + option, "1h"]).rules.isEmpty)
        }
        #expect(try !GoldenRules(["--keep-tag", ""]).rules.isEmpty)
    }
}
