import ArgumentParser
import DRCore
import DROperations
import DRRepository

extension WALCommand {
    /// `dr wal adopt`: lets a plan take the log of a cluster that was made anew.
    struct Adopt: WALRepositoryCommand {
        static let configuration = CommandConfiguration(
            commandName: "adopt",
            abstract: "Let a plan keep the log of another cluster, as after pg_upgrade or initdb.",
            usage: "dr wal adopt [options] --cluster SYSTEM-IDENTIFIER",
            discussion: """
                A plan keeps the log of one cluster, and refuses that of another. What was archived of the old one stays. \
                The new cluster needs a base backup of its own.
                """
        )

        @OptionGroup
        var access: RepositoryAccessOptions

        @Option(help: ArgumentHelp("The plan.", valueName: "name"))
        var plan: String?

        @Option(help: ArgumentHelp("The cluster, as pg_controldata shows it.", valueName: "system identifier"))
        var cluster: UInt64

        func execute(_ context: CommandContext) throws {
            try WALArchiver(site(context)).adopt(cluster)
            try context.summary("the log of the cluster \(cluster) is taken from now on") { json in
                json.key("cluster")
                json.string(String(cluster))
            }
        }
    }
}
