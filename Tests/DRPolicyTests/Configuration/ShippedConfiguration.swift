import DRPolicy
import Foundation

/// The example folder and the retention policies as they are shipped.
enum ShippedConfiguration {
    static let environments = ["production", "staging", "development"]

    /// The sources of an environment of the example.
    static func sources(_ environment: String, variables: [String: String] = [:]) throws -> ConfigurationSources {
        ConfigurationSources(
            environment: environment,
            base: try file("docs/examples/config/base.yml", named: "base.yml"),
            layer: try file("docs/examples/config/\(environment).yml", named: environment + ".yml"),
            retention: try retention(),
            variables: variables
        )
    }

    /// All retention policies.
    static func retention() throws -> [String: ConfigurationText] {
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "retention").path)
        var files: [String: ConfigurationText] = [:]
        for name in names where name.hasSuffix(".yml") {
            files[String(name.dropLast(".yml".count))] = try file("retention/" + name, named: "retention/" + name)
        }
        return files
    }

    private static func file(_ path: String, named name: String) throws -> ConfigurationText {
        ConfigurationText(name: name, bytes: Array(try Data(contentsOf: root.appending(path: path))))
    }

    private static var root: URL {
        var url = URL(filePath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }
}
