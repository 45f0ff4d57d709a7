import DRTestSupport

/// A scratch folder with a configuration, and a `dr` that uses it.
struct ConfigurationFiles {
    let scratch: ScratchDirectory
    var dr: Tool

    /// The folder of the configuration.
    var folder: String { scratch.path("config") }

    /// Writes the shipped example, with its secrets in the scratch folder, and removes all of it afterwards.
    static func withExample<Result>(_ body: (ConfigurationFiles) throws -> Result) throws -> Result {
        try ScratchDirectory.with { scratch in
            try scratch.write(Array("secret\n".utf8), to: "secret")
            let secret = scratch.path("secret")
            let variables = [
                "DR_CONFIG": scratch.path("config"),
                "DR_STATE_DIRECTORY": scratch.path("state"),
                "BACKUP_DIRECTORY": scratch.path("repository"),
            ]
            let files = ConfigurationFiles(scratch: scratch, dr: try Tool.dr(variables))
            let written = try files.dr.run(["config", "example", "--write", files.folder])
            guard written.status == 0 else { throw Unexpected(errors: written.errors) }
            for name in ["base", "production"] {
                let text = String(decoding: try scratch.read("config/\(name).yml"), as: UTF8.self)
                let moved = ["repository.key", "copy.key", "chat.url", "pagerduty.key", "ping.url"].reduce(text) {
                    $0.replacing("/etc/dr/" + $1, with: secret)
                }
                try scratch.write(Array(moved.utf8), to: "config/\(name).yml")
            }
            return try body(files)
        }
    }

    /// Replaces a part of a file of the configuration, which must be there.
    func edit(_ file: String, _ old: String, _ new: String) throws {
        let text = String(decoding: try scratch.read("config/" + file), as: UTF8.self)
        guard text.contains(old) else { throw Unexpected(errors: "\(file) has no \(old)") }
        try scratch.write(Array(text.replacing(old, with: new, maxReplacements: 1).utf8), to: "config/" + file)
    }

    /// Something went wrong before the test began.
    struct Unexpected: Error {
        let errors: String
    }
}
