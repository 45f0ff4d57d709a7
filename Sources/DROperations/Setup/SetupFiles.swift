import DRCore
import DRPolicy

/// The files of the configuration that answers make.
package struct SetupFiles: Sendable {
    /// The files by their paths in the folder.
    package let files: [NewFolder.File]
    private let environment: String

    /// Writes down the answers and checks the result.
    ///
    /// - Parameters:
    ///   - policy: the retention policy, as a file holds it.
    ///   - zones: those of this machine.
    /// - Throws: `DRError` with code `configurationInvalid`, with everything that is wrong.
    package init(_ answers: SetupAnswers, policy: [UInt8], zones: TimeZoneDatabase, now: Timestamp) throws {
        environment = answers.environment
        let rpo = try Self.rpo(answers, zones, now)
        files = [
            NewFolder.File(path: "base.yml", content: Array(Self.base(answers).utf8)),
            NewFolder.File(path: answers.environment + ".yml", content: Array(Self.layer(answers, rpo).utf8)),
            NewFolder.File(path: "retention/\(answers.retention).yml", content: policy),
        ]
        let texts = files.map { ConfigurationText(name: $0.path, bytes: $0.content) }
        let sources = ConfigurationSources(
            environment: environment,
            base: texts[0],
            layer: texts[1],
            retention: [answers.retention: texts[2]]
        )
        _ = try EffectiveConfiguration(sources, facts: ConfigurationFacts(zones: zones, now: now))
    }

    /// The longest time between two backups, and an hour for the backup itself.
    private static func rpo(_ answers: SetupAnswers, _ zones: TimeZoneDatabase, _ now: Timestamp) throws -> Duration? {
        var rules: [RunKind: CalendarRule] = [.full: try CalendarRule(parsing: answers.full)]
        rules[.incremental] = try answers.incremental.map { try CalendarRule(parsing: $0) }
        let calendar = RunCalendar(rules: rules, zone: try zones.zone(named: answers.timezone), since: now)
        let end = Timestamp(seconds: now.seconds + 366 * 86_400)
        return calendar.longestBackupGap(from: now, to: end).map { .seconds($0.seconds + 3600) }
    }

    private static func base(_ answers: SetupAnswers) -> String {
        let paths = answers.paths.map(YAMLText.value).joined(separator: ", ")
        let exclude = answers.exclude.map(YAMLText.value).joined(separator: ", ")
        return """
            # What all environments have in common; \(answers.environment).yml lies over it.
            # Made by dr setup. What else can stand here: dr config example. After a change: dr config check
            version: 1
            timezone: \(YAMLText.value(answers.timezone))
            state_directory: \(YAMLText.value(answers.stateDirectory))

            repositories:
              primary:
                url: \(YAMLText.value(answers.repository))
                # Without what is in this file nothing can be restored: keep a copy away from this machine.
                password: {file: \(YAMLText.value(answers.passwordFile))}
                off_site: \(answers.isOffSite)

            plans:
              \(answers.plan):
                files:
                  paths: [\(paths)]
                  exclude: [\(exclude)]
                repository: primary

            """
    }

    private static func layer(_ answers: SetupAnswers, _ rpo: Duration?) -> String {
        var lines = ["# When the plans run, how long backups are kept, and what a restore must achieve.", "plans:"]
        lines += ["  \(answers.plan):", "    schedule:"]
        if let incremental = answers.incremental { lines.append("      incremental: \(YAMLText.value(incremental))") }
        lines += [
            "      full: \(YAMLText.value(answers.full))",
            "      # Every day a part of the repository is read, so that in 30 days each byte was.",
            "      verify: daily at 04:00", "      verify_all_within: 30d", "      retention: daily at 05:00",
            "      prune: weekly on sun at 05:30", "      restore_test: weekly on sat at 06:00",
            "    # retention/\(answers.retention).yml", "    retention: \(answers.retention)",
        ]
        var objectives: [String] = []
        if let rpo { objectives.append("rpo: \(DurationText.format(rpo))") }
        if let rto = answers.rto { objectives.append("rto: \(DurationText.format(rto))") }
        if !objectives.isEmpty { lines.append("    objectives: {\(objectives.joined(separator: ", "))}") }
        if !answers.isOffSite {
            lines += [
                "", "compliance:",
                "  # There is no copy at another site yet: what takes this site takes the backups with it.",
                "  off_site_copy: false",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
