import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension RetentionCommand {
    /// `dr retention plan`: what the policies would do now.
    struct Plan: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "Show which snapshots of plans stay or go, and why.",
            usage: "dr retention plan [options] [PLAN ...]",
            discussion: """
                The snapshots of a plan are those with its tags, looked at by host: a plan whose paths change is still \
                the same plan. Nothing is removed.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @OptionGroup
        var selection: PlanSelection

        func execute(_ context: CommandContext) throws {
            try Self.show(selection, installation.load(), overrides: [], context)
        }

        /// Shows the decisions and a summary.
        static func show(
            _ selection: PlanSelection,
            _ installation: Installation,
            overrides: Set<RetentionRule>,
            _ context: CommandContext
        ) throws {
            let job = try context.jobContext(installation)
            let shelves = ShelfCache(job.repositories, remembers: true)
            var (keep, remove, withheld) = (0, 0, 0)
            for plan in try selection.names(installation) {
                let settings = try installation.plan(plan)
                let shelf = try shelves.shelf(settings.repository)
                let history = try PlanHistory(plan, on: shelf, installation, job.catalog)
                let decision = try history.decision(installation, overrides: overrides)
                try RetentionListing(decision, history, installation.policy(settings.retention), context).show()
                keep += decision.keptCount
                remove += decision.removable.count
                withheld += decision.withheld.count
            }
            let rest = withheld > 0 ? ", \(withheld) withheld by guards" : ""
            try context.summary("\(keep) would stay, \(remove) would go\(rest)") { json in
                json.key("dry_run")
                json.bool(true)
                json.key("keep")
                json.number(keep)
                json.key("remove")
                json.number(remove)
                json.key("withheld")
                json.number(withheld)
            }
        }
    }
}
