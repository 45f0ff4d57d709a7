import ArgumentParser
import DRCore
import DRWorkloads

/// How a PostgreSQL cluster is recovered from a base backup and its log.
struct RecoveryOptions: ParsableArguments {
    @Flag(help: "To the end of the log.")
    var latest = false

    @Flag(help: "To the end of the base backup, and no further.")
    var consistent = false

    @Option(help: ArgumentHelp("To this position of the log.", valueName: "position"))
    var lsn: LogSequenceNumber?

    @Option(help: ArgumentHelp("To the end of this transaction.", valueName: "number"))
    var xid: UInt64?

    @Option(help: ArgumentHelp("To the restore point of this name.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Along this timeline (default: the newest that descends from the base backup).",
            valueName: "number"
        )
    )
    var timeline: UInt32?

    @Flag(help: "Stop just before the target, not after it.")
    var exclusive = false

    @Option(
        help: ArgumentHelp(
            "At the target: \(RecoveryAction.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "action"
        )
    )
    var action = RecoveryAction.promote

    @Flag(help: "Become a standby, which follows the log of the archive for ever.")
    var standby = false

    @Option(
        help: ArgumentHelp(
            "Where a tablespace goes, NUMBER=DIRECTORY; may be repeated (default: TARGET.tablespaces/NUMBER).",
            valueName: "place"
        )
    )
    var tablespace: [TablespacePlace] = []

    @Flag(help: "Make an existing data directory what the backup says, writing only what differs.")
    var delta = false

    @Flag(help: "Let the recovered server archive as the original does; a copy of a living cluster must not.")
    var keepArchiving = false

    @Flag(help: "Recover at once with a server of its own, and stop it when the target is reached.")
    var recover = false

    @Flag(help: "Only tell how much would be fetched, and what the target needs.")
    var estimate = false

    @Option(help: ArgumentHelp("The command that fetches the log (default: dr wal get).", valueName: "command"))
    var restoreCommand: String?

    @Option(help: ArgumentHelp("Where the programs of PostgreSQL lie.", valueName: "directory"), completion: .directory)
    var binDirectory: String?

    /// The ways in which a target was given.
    var targets: Int { [latest, consistent, lsn != nil, xid != nil, name != nil].count { $0 } }

    /// Whether an option was given that only a cluster has.
    var isGiven: Bool {
        targets > 0 || timeline != nil || exclusive || standby || delta || keepArchiving || recover || estimate
            || !tablespace.isEmpty || restoreCommand != nil || binDirectory != nil
    }

    func validate() throws {
        guard targets <= 1 else {
            throw ValidationError("Give one of --latest, --consistent, --lsn, --xid and --name.")
        }
        guard !standby || (targets == 0 && !recover) else {
            throw ValidationError("A standby follows the log for ever: it has no target, and --recover is not for it.")
        }
    }

    /// Where the recovery ends.
    ///
    /// - Parameter time: what `--at` says.
    func target(at time: Timestamp?) -> RecoveryTarget {
        if let time { return .time(time) }
        if let lsn { return .position(lsn) }
        if let xid { return .transaction(xid) }
        if let name { return .name(name) }
        return consistent ? .consistent : .latest
    }
}

extension RecoveryAction: ExpressibleByArgument {}

extension LogSequenceNumber: ExpressibleByArgument {
    /// Reads a position such as `16/B374D848`.
    package init?(argument: String) { self.init(argument) }
}
