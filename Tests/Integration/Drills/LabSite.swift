import CLinux
import DRCore
import DRTestSupport

/// The lab of `tools/lab` in a scratch directory, with the shipped scenarios made quicker.
final class LabSite {
    private let scratch: ScratchDirectory
    private let lab: String
    /// What the names of its processes, namespaces and devices hold.
    let marks: [String]

    /// Why the lab cannot run here; nil when it can.
    static var obstacle: String? {
        guard geteuid() == 0 else { return "needs root for network namespaces" }
        for name in ["haproxy", "python3", "ip", "chattr"] where !Tool.isInstalled(name) { return "needs \(name)" }
        return TestCluster.programs == nil ? "needs PostgreSQL" : nil
    }

    private static var root: String { #filePath.replacing("/Tests/Integration/Drills/LabSite.swift", with: "") }

    /// Makes the lab; `end` takes it away.
    init(_ scratch: ScratchDirectory) throws {
        self.scratch = scratch
        lab = scratch.path("lab")
        chmod(scratch.path, 0o755)
        let run = try Self.tool(lab, ["up", "--rows", "2000"])
        guard run.status == 0 else { throw DRError(.failed, "the lab does not come up", object: run.errors) }
        let services = String(decoding: try scratch.read("lab/config/lab.yml"), as: UTF8.self)
        guard let device = services.firstRange(of: "device: drl") else {
            throw DRError(.failed, "the lab has no network", object: services)
        }
        let tag = services[device.upperBound...].prefix(4)
        marks = [lab + "/", "dr-lab-\(tag)-", "drl\(tag)-"]
        try FileTreeMaker.make(scratch.path("scenarios"))
        let shipped = ScratchDirectory(existing: DrillSite.scenarios)
        for file in try shipped.names() {
            let text = String(decoding: try shipped.read(file), as: UTF8.self)
            let quick = text.replacing("stability: 30s", with: "stability: 2s").replacing(
                "stability: 10s",
                with: "stability: 2s"
            )
            try scratch.write(Array(quick.utf8), to: "scenarios/" + file)
        }
    }

    /// Runs `tools/lab` for this lab.
    func tool(_ verb: String) throws -> Tool.Run { try Self.tool(lab, [verb]) }

    private static func tool(_ lab: String, _ words: [String]) throws -> Tool.Run {
        try Tool(root + "/tools/lab", ["DR": try Tool.dr().program]).run(words + ["--at", lab], seconds: 120)
    }

    /// Takes the lab away; what was left, which is nothing when all is well.
    func end() throws -> String {
        let run = try tool("down")
        return run.status == 0 ? "" : run.errors
    }

    /// `dr` with the configuration of the lab and the quicker scenarios.
    func dr() throws -> Tool {
        try Tool.dr([
            "DR_CONFIG": lab + "/config", "DR_ENVIRONMENT": "lab", "DR_SCENARIOS": scratch.path("scenarios"),
        ])
    }

    /// Changes a scenario by replacing a part of it.
    func edit(_ scenario: String, as name: String, _ changes: [(String, String)]) throws {
        var text = String(decoding: try scratch.read("scenarios/\(scenario).yml"), as: UTF8.self)
        for (old, new) in changes {
            guard text.contains(old) else { throw DRError(.failed, "the scenario does not say this", object: old) }
            text = text.replacing(old, with: new)
        }
        try scratch.write(Array(text.utf8), to: "scenarios/\(name).yml")
    }

    /// Rehearses a scenario; the run and the record.
    func drill(_ scenario: String) throws -> (run: Tool.Run, record: [String: Any]) {
        let run = try dr().run(["test", "--scenario", scenario, "--assume-yes", "--json"], seconds: 240)
        let report = try dr().run(["drill", "report", "--format", "json"])
        return (run, try JSONObjects.parse(report.text))
    }
}
