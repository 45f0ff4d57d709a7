import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRWorkloads

/// Restores a plan into the place of a cluster and starts it there.
struct ClusterRestoreStep {
    let place: ClusterPlace
    let plan: String
    let own: ProgramItself

    /// Stops what runs in the place, restores, and starts the server, which then recovers.
    ///
    /// - Parameters:
    ///   - action: what the server does at the moment: `promote`, or `pause` to be looked at.
    ///   - archives: whether it archives its log afterwards.
    /// - Throws: `DRError` with what went wrong.
    func run(_ moment: RestoreMoment, action: String, archives: Bool, _ context: ActionContext) throws {
        let server = try place.server()
        try server.stop(gracefully: false, context)
        let target = server.data
        // What is there already is made equal, which saves most of the work when it is done again.
        let way = (FileBytes.isDirectory(target) ? ["--delta"] : []) + (archives ? ["--keep-archiving"] : [])
        let words = ["restore", "--plan", plan, "--target", target, "--action", action] + way + moment.options
        let run = try CommandRun.run(own.words(words), context)
        guard run.status == 0 else { throw ClusterRestoreAdapter.failure(run) }
        try server.start(context)
    }

    /// Lets a server that stands still at a moment recover on to just before a later one, which takes no restore.
    ///
    /// - Throws: `DRError` with what went wrong.
    func advance(to position: LogSequenceNumber, _ context: ActionContext) throws {
        let server = try place.server()
        try server.stop(gracefully: false, context)
        let settings = "postgresql.auto.conf"
        // Of two lines the last one holds.
        let line = "recovery_target_lsn = '\(position)'\n"
        try server.write(settings, (try server.read(settings) ?? []) + Array(line.utf8))
        try server.start(context)
    }

    /// Where in the log the newest base backup ends that a recovery to a position, or to the end of the log, begins from.
    ///
    /// - Returns: nil when there is none so old.
    /// - Throws: `DRError` when it cannot be told, with code `recoveryTargetUnreachable` when the end cannot be reached.
    func baseEnd(before position: LogSequenceNumber?, _ context: ActionContext) throws -> LogSequenceNumber? {
        let target = position.map { ["--lsn", $0.description] } ?? ["--latest"]
        let words = own.words(["restore", "--plan", plan, "--estimate", "--json"] + target)
        let run = try CommandRun.run(words, context)
        if position != nil, run.status == DRError.Code.recoveryTargetUnreachable.rawValue { return nil }
        guard run.status == 0 else { throw ClusterRestoreAdapter.failure(run) }
        for line in run.output.split(separator: "\n") where line.hasPrefix("{") {
            let found = try Array(line.utf8).withUnsafeBytes { text in
                var reader = JSONReader(text)
                try reader.beginObject()
                var found: LogSequenceNumber?
                while let key = try reader.nextKey() {
                    switch key {
                    case "base_end": found = LogSequenceNumber(try reader.string().string)
                    default: try reader.skipValue()
                    }
                }
                return found
            }
            if let found { return found }
        }
        throw DRError(.failed, "dr restore --estimate does not say where the base backup ends", object: plan)
    }

    /// Whether a query holds in the cluster, which stands still at its moment.
    ///
    /// - Throws: `DRError` when it cannot be asked.
    func holds(_ query: String, database: String, _ context: ActionContext) throws -> Bool {
        let isThere = try context.wait(every: 50_000_000) {
            do {
                let connection = try place.connect(context)
                return try connection.query("SELECT pg_get_wal_replay_pause_state()").text(0, 0) == "paused"
            } catch let error as DRError where error.code == .storageUnreachable || error.code == .tryLater {
                return false
            }
        }
        guard isThere else { throw DRError(.failed, "the recovery does not reach its moment", object: place.name) }
        return try Self.answer(query, of: place, database, context)
    }

    /// Whether a query gives true in a cluster.
    ///
    /// - Throws: `DRError` when it cannot be asked.
    static func answer(
        _ query: String,
        of place: ClusterPlace,
        _ database: String,
        _ context: ActionContext
    ) throws -> Bool {
        let connection = try place.connect(
            context,
            database: database,
            patience: context.remaining,
            searchesPublic: true
        )
        do {
            return try connection.query(query).text(0, 0) == "t"
        } catch let error as DRError where error.message.contains("SQLSTATE 42") {
            // What the query asks for is not there: this is damage too.
            return false
        }
    }
}
