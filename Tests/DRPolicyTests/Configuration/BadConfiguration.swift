import DRCore
import DRPolicy
import Foundation

/// A case of `bad-configurations.txt`.
struct BadConfiguration: CustomStringConvertible {
    let name: String
    var files: [String: String] = [:]
    var variables: [String: String] = [:]
    var secrets: [String: ConfigurationFacts.SecretFile] = [:]
    var environment = "test"
    var expected: [String] = []

    var description: String { name }

    /// All cases of the file.
    static func all() throws -> [BadConfiguration] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "bad-configurations.txt")
        var cases: [BadConfiguration] = []
        var part = ""
        for line in try String(contentsOf: path, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            if line.hasPrefix("=== ") {
                cases.append(BadConfiguration(name: String(line.dropFirst(4))))
                part = ""
            } else if line.hasPrefix("--- ") {
                part = String(line.dropFirst(4))
            } else if !cases.isEmpty {
                cases[cases.count - 1].add(String(line), to: part)
            }
        }
        return cases
    }

    /// What the case is made of.
    var sources: ConfigurationSources {
        var retention: [String: String] = [:]
        for (name, text) in files where name.hasPrefix("retention/") {
            retention[String(name.dropFirst("retention/".count).dropLast(".yml".count))] = text
        }
        return SmallConfiguration.sources(
            environment: environment,
            base: files["base.yml"] ?? SmallConfiguration.base,
            layer: files[environment + ".yml"],
            retention: retention,
            variables: variables
        )
    }

    /// What the case says about the machine.
    var facts: ConfigurationFacts {
        ConfigurationFacts(user: 1000, zones: .machine, now: Timestamp(seconds: 1_750_000_000)) { [secrets] in
            secrets[$0] ?? .unknown
        }
    }

    private mutating func add(_ line: String, to part: String) {
        let words = line.split(separator: " ")
        switch part {
        case "environment": if !line.isEmpty { environment = line }
        case "expect": if !line.isEmpty { expected.append(line) }
        case "variables":
            guard let sign = line.firstIndex(of: "=") else { return }
            variables[String(line[..<sign])] = String(line[sign...].dropFirst())
        case "secrets":
            if words.count == 2 { secrets[String(words[0])] = .missing }
            if words.count == 3, let mode = UInt32(words[1], radix: 8), let owner = UInt32(words[2]) {
                secrets[String(words[0])] = .present(mode: mode, owner: owner)
            }
        case "": break
        default: files[part, default: ""] += line + "\n"
        }
    }
}

extension TimeZoneDatabase {
    /// The zones of this machine.
    static let machine = TimeZoneDatabase { path in FileManager.default.contents(atPath: path).map { [UInt8]($0) } }
}
