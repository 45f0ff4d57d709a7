import DRCore
import DRPolicy
import DRRepository
import DRWorkloads

/// The configuration that backups carry, for a machine that has lost its own.
package struct RecoveredConfiguration: Sendable {
    /// The environments with the snapshots that they come from, ascending.
    package let environments: [(name: String, snapshot: Snapshot)]
    /// The files for the folder of the configuration.
    package let files: [NewFolder.File]

    /// Reads the newest backup of each environment.
    ///
    /// What all environments share comes from the newest of them.
    ///
    /// - Parameters:
    ///   - snapshots: those that may be used, the oldest first.
    ///   - environment: only this one.
    ///   - repository: with its index loaded.
    /// - Throws: `DRError` when none of the snapshots carries a configuration, or it is damaged.
    package init(from snapshots: [Snapshot], environment: String?, in repository: Repository) throws {
        let mark = "env:"
        var newest: [String: Snapshot] = [:]
        for snapshot in snapshots {
            for tag in snapshot.tags where tag.hasPrefix(mark) {
                newest[String(tag.dropFirst(mark.count))] = snapshot
            }
        }
        if let environment { newest = newest.filter { $0.key == environment } }
        guard !newest.isEmpty else {
            throw DRError(
                .failed,
                environment == nil
                    ? "no snapshot in this repository was made by a plan, so none carries a configuration"
                    : "no snapshot of this environment carries a configuration",
                object: environment,
                hint: "dr snapshots shows what there is"
            )
        }
        environments = newest.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        var files: [String: NewFolder.File] = [:]
        for (_, snapshot) in newest.sorted(by: { $0.value.time < $1.value.time }) {
            let prefix = Records.configurationFolder + "/"
            for file in try Records.read(from: snapshot, in: repository) where file.path.hasPrefix(prefix) {
                let path = String(file.path.dropFirst(prefix.count))
                files[path] = NewFolder.File(path: path, content: file.content)
            }
        }
        self.files = files.values.sorted { $0.path < $1.path }
    }

    /// The secrets that the files of an environment refer to, none of which they hold.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` when that cannot be told, as without a variable.
    package func secrets(of environment: String, variables: [String: String]) throws -> [NamedSecret] {
        var texts: [String: ConfigurationText] = [:]
        for file in files { texts[file.path] = ConfigurationText(name: file.path, bytes: file.content) }
        guard let base = texts["base.yml"] else {
            throw DRError(.failed, "the snapshot carries no base.yml", object: environment)
        }
        var policies: [String: ConfigurationText] = [:]
        for (path, text) in texts where path.hasPrefix("retention/") && path.hasSuffix(".yml") {
            policies[String(path.dropFirst("retention/".count).dropLast(".yml".count))] = text
        }
        let sources = ConfigurationSources(
            environment: environment,
            base: base,
            layer: texts[environment + ".yml"],
            retention: policies,
            variables: variables
        )
        return try EffectiveConfiguration(sources).configuration.secrets
    }
}
