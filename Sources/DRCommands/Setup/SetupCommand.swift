import ArgumentParser
import DRCore
import DROperations
import DRPolicy

/// `dr setup`: from nothing to a first verified backup and an installed schedule.
struct SetupCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Set up a plan, its repository, a first verified backup and a schedule.",
        usage: "dr setup [options]",
        discussion: """
            On a terminal it asks, with a default for each question; with --yes it takes the options and the defaults. \
            What is there already is left as it is, so it can be run again at any time: after an interruption it goes \
            on where it stopped. --repository or --repo says where the backups go, --password-file which file holds the \
            password; it is made with a new one when it is not there.
            """
    )

    @OptionGroup(title: "Configuration options")
    var installation: InstallationOptions

    // Those of dr itself: an option of the same name here would never get its value.
    @OptionGroup(title: "Repository options")
    var repository: RepositoryOptions

    @OptionGroup(title: "Answers")
    var answers: SetupOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Flag(name: .shortAndLong, help: "Ask nothing.")
    var yes = false

    func execute(_ context: CommandContext) throws {
        let folder = installation.config ?? Environment.value("DR_CONFIG") ?? SetupDefaults().folder
        let messages = context.messages
        let setup = Setup(folder: folder, variables: Environment.all, cancellation: context.cancellation) {
            messages.note("dr: " + $0)
        }
        let report = SetupReport(context)
        var environment = installation.chosen
        var schedule = answers.schedule ?? .usual
        if Setup.isConfigured(folder) {
            try report.add(SetupStep("configuration", .kept, folder))
        } else {
            let prompt = try prompt(context)
            try prompt?.say("A plan, its repository, a first verified backup and a schedule, in \(folder).")
            try prompt?.say("An empty answer takes what stands in brackets. Nothing is done before the end.\n")
            let interview = SetupInterview(answers, repository, folder: folder, prompt: prompt)
            let given = try interview.answers(environment: environment)
            schedule = try interview.schedule()
            let files = try setup.prepare(given, policy: ShippedExample.policy(given.retention))
            if let prompt, try !prompt.confirm("Set this up?", usual: true) {
                throw DRError(.failed, "nothing was done")
            }
            environment = given.environment
            // The password comes first: a configuration that names a file that is not there is not valid.
            try report.add(setup.makePassword(given.passwordFile))
            try report.add(setup.configure(files))
        }
        let installed = try setup.load(environment)
        try prove(setup, installed, report, context)
        try report.add(schedule.install(installed, folder: folder, context.cancellation))
        try report.finish(installed)
    }

    /// Makes the repositories, and of each plan a first backup that is verified and of which files are restored.
    private func prove(
        _ setup: Setup,
        _ installed: Installation,
        _ report: SetupReport,
        _ context: CommandContext
    ) throws {
        let display = PlanDisplay(context.messages)
        func runFirst(_ kinds: [RunKind], _ name: String, of plan: String) throws {
            let (step, run) = try ProgressDisplay.show(plan, context.messages) {
                display.sample
            } while: {
                try setup.runFirst(kinds, name, of: plan, installed, observer: display)
            }
            try report.add(step, run)
        }
        let plans = installed.configuration.plans.filter { $0.value.isEnabled }
        for name in Set(plans.values.map(\.repository)).sorted() {
            try report.add(setup.makeRepository(name, installed))
        }
        for name in plans.keys.sorted() {
            try runFirst([.full, .incremental], "backup of \(name)", of: name)
        }
        for name in plans.keys.sorted() {
            try runFirst([.verify], "verification of \(name)", of: name)
            try runFirst([.restoreTest], "test of a restore of \(name)", of: name)
        }
    }

    /// The person to ask; nil under `--yes`.
    private func prompt(_ context: CommandContext) throws -> Prompt? {
        guard !yes else { return nil }
        guard Prompt.isPossible else {
            throw DRError(
                .usage,
                "there is no terminal to ask on",
                hint: "dr setup --yes --path PATH --repository PLACE; dr setup --help lists all answers"
            )
        }
        return Prompt(cancellation: context.cancellation)
    }
}
