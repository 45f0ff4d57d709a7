import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery

/// How scenarios are rehearsed.
struct DrillOptions: ParsableArguments {
    @Flag(help: "All scenarios, one after another.")
    var all = false

    @Flag(help: "Change nothing; check whether everything is ready.")
    var dryRun = false

    @Flag(help: "The disaster is there: recover for good, without a fault and without undoing anything.")
    var live = false

    @Option(help: ArgumentHelp("With --live: the name of the environment once more.", valueName: "environment"))
    var confirm: String?

    @Flag(help: "Answer all questions with yes; the report says that nobody was asked.")
    var assumeYes = false

    /// What the run may do.
    ///
    /// - Throws: `DRError` when the options contradict each other, or a real failover is not confirmed.
    func mode(in environment: String) throws -> DrillMode {
        guard live else {
            guard confirm == nil else { throw DRError(.usage, "--confirm belongs to --live") }
            return dryRun ? .dryRun : .drill
        }
        guard !dryRun, !all else { throw DRError(.usage, "--live excludes --dry-run and --all") }
        guard confirm == environment else {
            throw DRError(
                .usage,
                "a real failover of \(environment) changes it for good",
                hint: "to do that, add --confirm \(environment)"
            )
        }
        return .live
    }

    /// Runs scenarios, the named ones or all.
    ///
    /// - Throws: `DRError` when none or both are asked for, and as the run.
    func run(
        _ scenarios: [String],
        _ folder: ScenarioFolderOptions,
        _ installation: InstallationOptions,
        _ context: CommandContext
    ) throws {
        let folder = try folder.folder(installation)
        guard scenarios.isEmpty == all else {
            throw DRError(
                .usage,
                "name scenarios, or use --all",
                hint: "there are: \(try folder.names().joined(separator: ", "))"
            )
        }
        let place = try DrillPlace(installation)
        let mode = try mode(in: place.installation.environment)
        let execution = DrillExecution(place: place, folder: folder, mode: mode, assumesYes: assumeYes)
        try execution.run(all ? folder.names() : scenarios, context)
    }
}
