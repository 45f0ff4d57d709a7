import DRCore
import DRPolicy
import DRStorage

/// The paths and credentials that a scheduler of an environment needs, as its configuration names them.
struct ServicePaths: Sendable {
    /// Directories that are written to, ascending, none below another.
    let written: [String]
    /// Directories that must be mounted first, ascending.
    let mounted: [String]
    /// The credentials of systemd, by name.
    let credentials: [String]
    /// Whether services of logs listen in the folder of the system for what runs, which a service has to ask for.
    let usesRuntimeFolder: Bool

    init(_ installation: Installation) {
        let configuration = installation.configuration
        var written = [configuration.stateDirectory]
        for repository in configuration.repositories.values {
            // A place that is no folder of this machine needs no permission here.
            guard let location = try? Location(repository.url), location.path.hasPrefix("/") else { continue }
            written.append(location.path)
        }
        let files = [configuration.metrics.textfile, configuration.audit.file].compactMap(\.self)
        written += files.map(Self.folder)
        let clusters = configuration.plans.values.filter(\.isEnabled).compactMap(\.postgresql)
        // Restored clusters are tried there.
        if !clusters.isEmpty { written.append(ServerFolder.usualParent) }
        written += clusters.compactMap(\.wal.socket).map(Self.folder)
        usesRuntimeFolder = clusters.contains { $0.wal.socket == nil }
        self.written = Self.withoutNested(written)
        let sources = configuration.plans.values.filter(\.isEnabled).flatMap { $0.files?.paths ?? [] }
        mounted = Set(written + sources).sorted()
        credentials = Set(
            installation.effective.configuration.secrets.compactMap { secret in
                if case .credential(let name) = secret.reference { name } else { nil }
            }
        ).sorted()
    }

    private static func folder(_ file: String) -> String {
        guard let slash = file.lastIndex(of: "/"), slash != file.startIndex else { return "/" }
        return String(file[..<slash])
    }

    private static func withoutNested(_ paths: [String]) -> [String] {
        Set(paths).sorted().reduce(into: []) { kept, path in
            guard !kept.contains(where: { path.hasPrefix($0 + "/") }) else { return }
            kept.append(path)
        }
    }
}
