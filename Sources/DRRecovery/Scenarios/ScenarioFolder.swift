import DRCore
import DRPolicy

/// The folder of the scenarios: a file `NAME.yml` for each.
package struct ScenarioFolder: Sendable {
    /// Its path.
    package let path: String

    /// The largest file that is read, in bytes.
    private static let fileLimit = 1 << 20

    /// Names a folder.
    package init(_ path: String) {
        self.path = path
    }

    /// The folder that is used: the one that is named, else `scenarios` in the folder of the configuration, beside it,
    /// or in the current directory.
    ///
    /// - Throws: `DRError` when none of them is there.
    package static func find(_ named: String?, configuration: String?) throws -> ScenarioFolder {
        let candidates = named.map { [$0] } ?? places(configuration) + ["scenarios"]
        guard let found = candidates.first(where: FileBytes.isDirectory) else {
            throw DRError(
                .configurationInvalid,
                "there is no folder of scenarios",
                object: candidates.joined(separator: ", "),
                hint: "use --scenarios FOLDER or DR_SCENARIOS"
            )
        }
        return ScenarioFolder(found)
    }

    /// The folder that belongs to a configuration, wherever the process works; nil when there is none.
    package static func belonging(to configuration: String?, named: String?) -> ScenarioFolder? {
        (named.map { [$0] } ?? places(configuration)).first(where: FileBytes.isDirectory).map(ScenarioFolder.init)
    }

    private static func places(_ configuration: String?) -> [String] {
        configuration.map { [$0 + "/scenarios", $0 + "/../scenarios"] } ?? []
    }

    /// The names of the scenarios, sorted.
    ///
    /// - Throws: `DRError` when the folder cannot be read.
    package func names() throws -> [String] {
        try FileBytes.names(in: path).filter { $0.hasSuffix(".yml") && !$0.hasPrefix(".") }
            .map { String($0.dropLast(4)) }.sorted()
    }

    /// The file of a scenario.
    ///
    /// - Throws: `DRError` that names the scenarios there are.
    package func text(_ name: String) throws -> ConfigurationText {
        let file = path + "/" + name + ".yml"
        let isName = !name.isEmpty && !name.contains("/") && !name.hasPrefix(".")
        guard isName, let bytes = try FileBytes.read(file, limit: Self.fileLimit) else {
            throw DRError(
                .usage,
                "there is no scenario of this name",
                object: name,
                hint: "the scenarios are: \(try names().joined(separator: ", "))"
            )
        }
        return ConfigurationText(name: file, bytes: bytes)
    }

    /// Reads and checks a scenario.
    ///
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    package func scenario(_ name: String) throws -> Scenario { try Scenario.parse(text(name), name: name) }
}
