import CLinux
import DRCore
import DRPolicy
import DRWorkloads

extension Installation {
    /// Reads and checks the configuration of an environment, and finds out about this host.
    ///
    /// - Parameters:
    ///   - folder: where the configuration lies.
    ///   - environment: its name; nil takes the only one there is.
    ///   - variables: those of the process.
    ///   - checksSchedules: whether zones and calendars are looked at over a year, which takes time at a start.
    ///   - looksAtSecrets: whether the files with secrets must be there and closed to others.
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    package static func load(
        _ folder: ConfigurationFolder,
        environment: String?,
        variables: [String: String],
        checksSchedules: Bool = false,
        looksAtSecrets: Bool = true,
        clock: any WallClock = SystemClock()
    ) throws -> Installation {
        let sources = try folder.sources(environment: environment, variables: variables)
        let zones = TimeZoneDatabase { try FileBytes.read($0, limit: 1 << 20) }
        let facts = ConfigurationFacts(
            user: geteuid(),
            zones: checksSchedules ? zones : nil,
            now: clock.now,
            secretFile: { looksAtSecrets ? secretFile($0) : .unknown },
            leavesOut: leavesOut
        )
        return Installation(
            sources: sources,
            effective: try EffectiveConfiguration(sources, facts: facts),
            host: hostName(),
            zones: zones,
            clock: clock
        )
    }

    /// An installation of files that were valid before; places of secrets are not looked at.
    ///
    /// - Throws: `DRError` with code `configurationInvalid`.
    static func make(_ sources: ConfigurationSources, clock: any WallClock) throws -> Installation {
        Installation(
            sources: sources,
            effective: try EffectiveConfiguration(sources),
            host: hostName(),
            zones: TimeZoneDatabase { try FileBytes.read($0, limit: 1 << 20) },
            clock: clock
        )
    }

    private static func leavesOut(_ patterns: [String], _ path: String) throws -> Bool {
        let exclusion = try Exclusion(patterns: patterns.map { Array($0.utf8) })
        return Array(path.utf8).withUnsafeBytes(exclusion.drops)
    }

    private static func secretFile(_ path: String) -> ConfigurationFacts.SecretFile {
        var status = stat()
        guard stat(path, &status) == 0 else { return clinux_errno() == ENOENT ? .missing : .unknown }
        return .present(mode: status.st_mode & 0o7777, owner: status.st_uid)
    }

    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
