import DRCore
import DRTestSupport

/// An environment `production` in a scratch directory, for the real `dr`.
struct MonitoredEnvironment {
    let scratch: ScratchDirectory
    var dr: Tool

    /// Writes the configuration: a plan `files`, and what is given of the layer.
    init(_ layer: String, in scratch: ScratchDirectory) throws {
        self.scratch = scratch
        dr = try Tool.dr(["DR_CONFIG": scratch.path("config"), "SUDO_USER": "operator"])
        _ = try Tool("mkdir").run(["-p", scratch.path("config/retention"), scratch.path("source")])
        try scratch.write(Array("content".utf8), to: "source/file")
        try scratch.write(Array("correct horse".utf8), to: "key")
        let base = """
            version: 1
            state_directory: \(scratch.path("state"))
            repositories:
              primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}
            plans:
              files:
                files: {paths: [\(scratch.path("source"))]}
                repository: primary
                retention: short
                schedule: {incremental: hourly}
                objectives: {rpo: 1h}
            compliance: {off_site_copy: false, required_retention: 1d}
            guardrails: {minimum_gap: 0s, operations_per_hour: 1000}
            metrics: {textfile: \(scratch.path("dr.prom"))}

            """
        try scratch.write(Array(base.utf8), to: "config/base.yml")
        try scratch.write(Array(layer.utf8), to: "config/production.yml")
        try scratch.write(Array("keep: {within: 30d}\n".utf8), to: "config/retention/short.yml")
    }

    /// Writes a secret and returns the reference to it.
    func secret(_ text: String, _ name: String) throws -> String {
        try scratch.write(Array((text + "\n").utf8), to: name)
        return "{file: \(scratch.path(name))}"
    }
}
