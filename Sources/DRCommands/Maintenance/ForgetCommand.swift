import ArgumentParser
import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// `dr forget`: removes snapshots, by rules or by name.
struct ForgetCommand: SnapshotChoiceCommand, RepositoryAccessCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Remove snapshots that no rule keeps, or that are named.",
        usage: "dr forget [options] [SNAPSHOT ...]",
        discussion: """
            The rules mean what they mean to restic: a snapshot stays when any rule keeps it, and each group of host \
            and paths is looked at by itself. The space is freed by prune.
            """
    )

    @OptionGroup
    var access: RepositoryAccessOptions

    @OptionGroup(title: "Rules")
    var keep: KeepOptions

    @OptionGroup(title: "Choice of snapshots")
    var choice: SnapshotFilterOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What makes a group: host, paths, tags, or nothing.", valueName: "list")
    )
    var groupBy = "host,paths"

    @Flag(name: [.customShort("n"), .long], help: "Only tell what would be removed.")
    var dryRun = false

    @Flag(help: "Free the space afterwards, when anything was removed.")
    var prune = false

    @OptionGroup(title: "With --prune")
    var pruning: PruneLimitOptions

    @Argument(help: "Snapshots to remove, instead of rules.")
    var snapshots: [String] = []

    func execute(_ context: CommandContext) throws {
        let rules = try keep.rules()
        let grouping = try SnapshotGrouping(parsing: groupBy)
        guard snapshots.isEmpty || rules.isEmpty else {
            throw DRError(.usage, "snapshots and rules exclude each other", hint: "name snapshots, or give rules")
        }
        let limits = try pruning.options(isDryRun: dryRun)
        // A shared lock is enough: no running backup needs a snapshot file, and only prune removes data.
        let removed = try context.guarded(.forget, repository, isDryRun: dryRun) {
            try forget(rules, grouping, context)
        }
        guard prune, removed > 0 else { return }
        try PruneCommand.run(limits, repository, context)
    }

    private func forget(_ rules: KeepRules, _ grouping: SnapshotGrouping, _ context: CommandContext) throws -> Int {
        try context.withRepository(repository, lock: dryRun ? nil : .shared) { opened in
            let all = try opened.snapshots()
            let doomed: [Snapshot]
            if snapshots.isEmpty {
                // Which part of a log is needed is not a matter of its age: dr retention apply decides that.
                let chosen = all.filter { context.filter(choice).matches($0) && !$0.isLog }
                let plan = try ForgetPlan(chosen, rules: rules, grouping: grouping)
                try ForgetListing(plan, context).show()
                doomed = plan.removed
            } else {
                doomed = try snapshots.map { try SnapshotSelection.resolve($0, in: all) }
            }
            try context.demandNoHold(on: doomed, repository)
            let ids = Set(doomed.compactMap(\.id))
            if !dryRun { try opened.forget(ids.sorted(), cancellation: context.cancellation) }
            try finish(doomed, kept: all.count - ids.count, context)
            return ids.count
        }
    }

    private func finish(_ doomed: [Snapshot], kept: Int, _ context: CommandContext) throws {
        let verb = dryRun ? "would remove" : "removed"
        if !snapshots.isEmpty, !context.isJSON {
            for snapshot in doomed {
                try context.output.line(
                    checked: "\(verb) \(snapshot.id?.short ?? "") \(SnapshotName.text(of: snapshot.time))"
                )
            }
        }
        let hint = !dryRun && !prune && !doomed.isEmpty ? "; dr prune frees the space" : ""
        let text = "\(verb) \(ProgressText.count(UInt64(doomed.count), "snapshot")), \(kept) kept\(hint)"
        // With --prune the summary of that comes last.
        try context.emit(prune && !doomed.isEmpty ? "forget" : "summary", text: text) { json in
            json.key("dry_run")
            json.bool(dryRun)
            json.key("removed")
            json.beginArray()
            for id in doomed.compactMap(\.id) { json.id(id) }
            json.endArray()
            json.key("kept")
            json.number(kept)
        }
    }
}
