import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage

extension ConfigCommand {
    /// `dr config recover`: the configuration out of a backup, on a machine that has nothing.
    struct Recover: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "recover",
            abstract: "Write the configuration that the newest backup carries into an empty folder.",
            usage: "dr config recover --repo PLACE [options]",
            discussion: """
                Every backup of a plan carries the files of the configuration, but no secret. On a machine that has \
                lost everything, the repository and its password are enough to get them back; the secrets that have to \
                be provided by hand are listed. Without --environment all environments come back.
                """
        )

        @OptionGroup(title: "Repository options")
        var repository: RepositoryOptions

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup
        var reading: ReadingOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Option(
            help: ArgumentHelp(
                "The folder to write to, which must be empty or not there (default: --config, /etc/dr).",
                valueName: "folder"
            ),
            completion: .directory
        )
        var target: String?

        @Option(help: ArgumentHelp("Only from backups of this host.", valueName: "name"))
        var host: String?

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("From this snapshot, not the newest.", valueName: "snapshot")
        )
        var revision: String?

        func execute(_ context: CommandContext) throws {
            let folder = target ?? installation.config ?? "/etc/dr"
            // Before the password is asked for, and before anything is read.
            guard try NewFolder.isFree(folder) else { throw NewFolder.isTaken(folder) }
            let found = try context.withRepository(repository, lock: reading.lock) { opened in
                let damaged = DamageList(context.messages)
                let filter = SnapshotFilter(hosts: host.map { [$0] } ?? [], tags: [["dr"]], paths: [])
                let all = try opened.snapshots { damaged.add($0, $1) }
                let chosen =
                    try revision.map { [try SnapshotSelection.resolve($0, in: all)] }
                    ?? all.filter(filter.matches)
                try opened.loadIndex()
                return try RecoveredConfiguration(from: chosen, environment: installation.environment, in: opened)
            }
            try NewFolder.write(found.files, to: folder)
            try report(found, folder, context)
        }

        private func report(
            _ found: RecoveredConfiguration,
            _ folder: String,
            _ context: CommandContext
        ) throws {
            for (name, snapshot) in found.environments {
                let id = snapshot.id?.short ?? ""
                let time = LocalTime.text(snapshot.time)
                try context.emit(
                    "environment",
                    text: Printable.text("\(name): from snapshot \(id) of \(time) on \(snapshot.hostname)")
                ) { json in
                    json.key("environment")
                    json.string(name)
                    json.key("snapshot")
                    json.string(snapshot.id?.hex ?? "")
                    json.key("time")
                    json.time(snapshot.time)
                    json.key("host")
                    json.string(snapshot.hostname)
                }
            }
            for file in found.files where !context.isJSON {
                try context.output.line(checked: Printable.text("wrote \(folder)/\(file.path)"))
            }
            try secrets(found, context)
            try context.summary { json in
                json.key("folder")
                json.string(folder)
                json.key("files")
                json.strings(found.files.map(\.path))
            }
            context.messages.note(
                "  next: provide the secrets, then dr config check --online --config \(folder)"
            )
        }

        /// Names what the backup does not hold.
        private func secrets(_ found: RecoveredConfiguration, _ context: CommandContext) throws {
            var told: Set<NamedSecret> = []
            for (name, _) in found.environments {
                do {
                    let secrets = try found.secrets(of: name, variables: Environment.all)
                    for secret in secrets where told.insert(secret).inserted {
                        try context.emit(
                            "secret",
                            text: Printable.text("secret \(secret.key): \(secret.reference.place)")
                        ) { json in
                            json.key("key")
                            json.string(secret.key)
                            json.key("place")
                            json.string(secret.reference.place)
                        }
                    }
                } catch let error as DRError where error.code == .configurationInvalid {
                    // A variable may be set on the old machine alone; the files are there nevertheless.
                    for problem in error.configurationProblems {
                        context.messages.warning(problem.description, object: nil)
                    }
                }
            }
        }
    }
}
