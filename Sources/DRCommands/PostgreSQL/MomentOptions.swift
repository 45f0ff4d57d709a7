import ArgumentParser
import DRCore
import DRWorkloads

/// To which moment a scratch server recovers, and where it lies.
struct MomentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The moment (default: the end of the log).", valueName: "time"))
    var at: TimeArgument?

    @Option(help: ArgumentHelp("Instead: this position of the log.", valueName: "position"))
    var lsn: LogSequenceNumber?

    @Option(
        help: ArgumentHelp(
            "Where the scratch directory is made; all of the cluster must fit there (default: /var/tmp).",
            valueName: "directory"
        ),
        completion: .directory
    )
    var scratch = "/var/tmp"

    func validate() throws {
        guard at == nil || lsn == nil else { throw ValidationError("Give --at or --lsn, not both.") }
    }

    /// Where the recovery ends.
    var target: RecoveryTarget {
        if let at { return .time(at.instant) }
        return lsn.map { .position($0) } ?? .latest
    }
}
