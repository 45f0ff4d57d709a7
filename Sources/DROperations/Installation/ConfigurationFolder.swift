import CLinux
import DRCore
import DRPolicy

/// The folder of a configuration: `base.yml`, `<environment>.yml` and the retention policies.
package struct ConfigurationFolder: Sendable {
    /// Its path.
    package let path: String
    /// No file of a configuration is larger than this many bytes.
    static let fileLimit = 4 << 20

    /// Takes a path.
    package init(_ path: String) {
        self.path = path
    }

    /// The first of these that is there: the path given, `./config` where this user may enter `.`, `/etc/dr`.
    ///
    /// - Parameter path: what the command line or `DR_CONFIG` says; it must be there then.
    /// - Throws: `DRError` with code `configurationInvalid` when there is none.
    package static func find(_ path: String?) throws -> ConfigurationFolder {
        let candidates = path.map { [$0] } ?? usualPlaces
        for candidate in candidates where try isPresent(in: candidate) { return ConfigurationFolder(candidate) }
        throw DRError(
            .configurationInvalid,
            "there is no configuration: base.yml was not found",
            object: candidates.joined(separator: ", "),
            hint: "dr setup makes one; --config FOLDER or DR_CONFIG says where it lies"
        )
    }

    /// Whether a configuration lies where it is looked for when nothing names one.
    package static func isPresent() throws -> Bool { try usualPlaces.contains(where: isPresent) }

    /// Below a working directory that this user may not enter, as the home of root after runuser, nothing is looked for.
    private static var usualPlaces: [String] { (access(".", X_OK) == 0 ? ["config"] : []) + ["/etc/dr"] }

    private static func isPresent(in folder: String) throws -> Bool {
        try FileBytes.read(folder + "/base.yml", limit: fileLimit) != nil
    }

    /// The environments that have a file of their own, ascending.
    package func environments() throws -> [String] {
        try FileBytes.names(in: path).filter { $0.hasSuffix(".yml") && $0 != "base.yml" }.map { String($0.dropLast(4)) }
            .sorted()
    }

    /// Reads all files of an environment.
    ///
    /// - Parameters:
    ///   - environment: its name; nil takes the only one there is.
    ///   - variables: those of the process.
    /// - Throws: `DRError` with code `configurationInvalid` when the environment is not there, or a file cannot be read.
    package func sources(environment: String?, variables: [String: String]) throws -> ConfigurationSources {
        let known = try environments()
        guard let name = environment ?? (known.count == 1 ? known[0] : nil) else {
            throw DRError(
                .configurationInvalid,
                "no environment is named",
                object: path,
                hint: "use -e NAME or DR_ENVIRONMENT; there are: \(known.joined(separator: ", "))"
            )
        }
        guard known.contains(name) else {
            throw DRError(
                .configurationInvalid,
                "there is no environment of this name",
                object: path + "/" + name + ".yml",
                hint: known.isEmpty ? "make this file" : "there are: \(known.joined(separator: ", "))"
            )
        }
        return ConfigurationSources(
            environment: name,
            base: try text("base.yml"),
            layer: try text(name + ".yml"),
            retention: try retention(),
            variables: variables
        )
    }

    private func text(_ name: String) throws -> ConfigurationText {
        let file = path + "/" + name
        guard let bytes = try FileBytes.read(file, limit: Self.fileLimit) else {
            throw DRError(.configurationInvalid, "the file is not there", object: file)
        }
        return ConfigurationText(name: file, bytes: bytes)
    }

    /// The policies of `retention/` in the folder, else beside it.
    private func retention() throws -> [String: ConfigurationText] {
        for folder in [path + "/retention", path + "/../retention"] where FileBytes.isDirectory(folder) {
            var policies: [String: ConfigurationText] = [:]
            for name in try FileBytes.names(in: folder) where name.hasSuffix(".yml") {
                let file = folder + "/" + name
                guard let bytes = try FileBytes.read(file, limit: Self.fileLimit) else { continue }
                policies[String(name.dropLast(4))] = ConfigurationText(name: file, bytes: bytes)
            }
            return policies
        }
        return [:]
    }
}
