import DRCore
import DROperations
import DRTestSupport
import Testing

@Suite("The lines of cron", .tags(.small))
struct CronTableTests {
    private let table = CronTable(
        environment: "pro.duction",
        program: "/opt/o'clock 100%/dr",
        configuration: "/etc/dr"
    )

    @Test("words are quoted for the shell, and percent signs for cron")
    func quoting() {
        #expect(table.name == "dr-pro-duction")
        let lines = table.systemText.split(separator: "\n")
        #expect(
            lines.last == #"""
                * * * * * root '/opt/o'\''clock 100\%/dr' schedule due --quiet --config /etc/dr --environment pro.duction
                """#
        )
        #expect(table.systemText.hasSuffix("\n"))
    }

    @Test("the crontab of a user keeps its own lines, however often it is changed")
    func merge() {
        let own = "# mine\n0 1 * * * true\n"
        let once = table.merged(into: own, isRemoval: false)
        #expect(once.hasPrefix(own))
        #expect(once.split(separator: "\n").count == 5)
        #expect(table.merged(into: once, isRemoval: false) == once)
        #expect(table.merged(into: once, isRemoval: true) == own)
        #expect(table.merged(into: table.merged(into: "", isRemoval: false), isRemoval: true) == "")
    }
}
