import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository
import Synchronization

extension RetentionRule: ExpressibleByArgument {}

extension RetentionCommand {
    /// `dr retention apply`: removes what the policies do not want.
    struct Apply: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "apply",
            abstract: "Remove the snapshots of plans that their policies do not want.",
            usage: "dr retention apply [options] [PLAN ...]",
            discussion: """
                Guards withhold a removal when backups have stopped, when too large a share would go at once, when \
                the times of snapshots look forged, or when none would be left; exit code 18 says so. The space is \
                freed by prune.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(name: [.customShort("n"), .long], help: "Only tell what would be removed.")
        var dryRun = false

        @Flag(help: "Free the space afterwards, where anything was removed.")
        var prune = false

        @Option(
            help: ArgumentHelp("Remove in spite of a guard; the audit log keeps that.", valueName: "guard")
        )
        var override: [RetentionRule] = []

        @Option(
            help: ArgumentHelp("Why a guard is overridden; kept in the record of the run.", valueName: "text")
        )
        var reason: String?

        @OptionGroup
        var selection: PlanSelection

        func validate() throws {
            let isEmpty = reason.map { $0.allSatisfy(\.isWhitespace) } ?? true
            guard override.isEmpty || dryRun || !isEmpty else {
                throw ValidationError("--override needs --reason: who reads the record of the run wants to know why.")
            }
        }

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let overrides = Set(override)
            guard !dryRun else {
                return try Plan.show(selection, installation, overrides: overrides, context)
            }
            let job = try context.jobContext(installation)
            var failures: [DRError] = []
            var (kept, removed, withheld) = (0, 0, 0)
            for plan in try selection.names(installation) {
                let outcome = OutcomeBox()
                let work = RetentionWork(overrides: overrides, reason: reason) { outcome.set($0) }
                let runner = runner(job, work)
                defer { runner.finish() }
                let run = runner.run(Job(plan: plan, kind: .retention))
                if let outcome = outcome.value {
                    let policy = try installation.policy(installation.plan(plan).retention)
                    try RetentionListing(outcome.decision, outcome.history, policy, context).show()
                    kept += outcome.decision.keptCount
                    removed += outcome.removed.count
                    withheld += outcome.decision.withheld.count
                    if prune, !outcome.removed.isEmpty {
                        let pruned = runner.run(Job(plan: plan, kind: .prune))
                        if let error = pruned.error { failures.append(error) }
                    }
                }
                if let error = run.error { failures.append(error) }
            }
            let rest = withheld > 0 ? ", \(withheld) withheld by guards" : ""
            let next = removed > 0 && !prune ? "; prune frees the space" : ""
            try context.emit("summary", text: "\(kept) kept, \(removed) removed\(rest)\(next)") { json in
                json.key("dry_run")
                json.bool(false)
                json.key("keep")
                json.number(kept)
                json.key("remove")
                json.number(removed)
                json.key("withheld")
                json.number(withheld)
                json.key("failed")
                json.number(failures.count)
            }
            try context.output.flush()
            for failure in failures.dropFirst() {
                context.messages.warning(failure.message, object: failure.object, next: failure.hint)
            }
            if let first = failures.first { throw first }
        }

        private func runner(_ job: JobContext, _ work: RetentionWork) -> JobRunner {
            JobRunner(
                context: job,
                guards: Standard.guards(job),
                works: Standard.works().merging([.retention: work]) { $1 },
                listeners: Standard.listeners(job)
            )
        }
    }
}

/// Hands what came of a run over from the thread that did it.
private final class OutcomeBox: Sendable {
    private let outcome = Mutex<PlanRetention.Outcome?>(nil)

    var value: PlanRetention.Outcome? { outcome.withLock { $0 } }

    func set(_ value: PlanRetention.Outcome) { outcome.withLock { $0 = value } }
}
