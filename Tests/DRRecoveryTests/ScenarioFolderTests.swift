import DRCore
import DRRecovery
import DRTestSupport
import Testing

@Suite("Folder of scenarios", .tags(.medium))
struct ScenarioFolderTests {
    @Test("a name that is not there is refused with those that are")
    func unknown() throws {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("x: 1\n".utf8), to: "outage.yml")
            let folder = ScenarioFolder(scratch.path)
            #expect(try folder.names() == ["outage"])
            let error = #expect(throws: DRError.self) { try folder.text("outge") }
            #expect(error?.code == .usage)
            #expect(error?.hint == "the scenarios are: outage")
        }
    }

    @Test("a name cannot lead out of the folder", arguments: ["../outage", "/etc/passwd", ".", ""])
    func escape(name: String) throws {
        try ScratchDirectory.with { scratch in
            let error = #expect(throws: DRError.self) { try ScenarioFolder(scratch.path).text(name) }
            #expect(error?.code == .usage)
        }
    }
}
