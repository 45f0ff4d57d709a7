import CLinux
import DRCore
import DRTestSupport
import Testing

@Suite("dr metrics")
struct MetricsCommandTests {
    @Test("prints, writes and counts the same samples", .tags(.large))
    func forms() throws {
        try ScratchDirectory.with { scratch in
            let environment = try MonitoredEnvironment("{}", in: scratch)
            let text = try environment.dr.run(["metrics"])
            #expect(text.status == 0)
            #expect(text.lines.contains(#"dr_objective_rpo_seconds{environment="production",plan="files"} 3600"#))
            let samples = text.lines.filter { !$0.hasPrefix("#") }.count
            let json = try environment.dr.run(["metrics", "--json"])
            #expect(try JSONLines(json.lines).types == Array(repeating: "sample", count: samples) + ["summary"])
            let written = try environment.dr.run(["metrics", "--write"])
            #expect(written.status == 0 && written.output.isEmpty)
            let file = String(decoding: try scratch.read("dr.prom"), as: UTF8.self)
            #expect(file.split(separator: "\n").filter { !$0.hasPrefix("#") }.count == samples)
            #expect(file.hasSuffix("\n"))
        }
    }
}
