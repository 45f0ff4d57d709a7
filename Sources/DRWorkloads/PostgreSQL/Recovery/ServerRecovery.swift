import CLinux
import DRCore
import DRRepository

/// A restore of a cluster and its recovery by a server of its own, which takes the log from this process and is cut off from
/// everything else.
package final class ServerRecovery {
    /// How long its parts took, in seconds.
    package struct Times: Sendable {
        /// Writing the files.
        package var restore = 0.0
        /// From the start of the server until it had reached the target.
        package var recovery = 0.0

        /// Makes times of nothing.
        package init() {}
    }

    /// What the server has read of the log and done, as it tells itself.
    package struct Reached: Sendable {
        /// The position.
        package var position: String
        /// The time of the last transaction that was recovered; nil when there was none.
        package var transactionTime: String?
    }

    private let shelf: BaseShelf
    private let choice: RecoveryChoice
    private let options: ClusterRestoreOptions
    private let folder: String
    private let programs: String
    private let cancellation: Cancellation
    private var feeder: LogFeeder?
    private var running: ScratchServer?
    /// How long it took.
    package private(set) var times = Times()

    /// Prepares.
    ///
    /// - Parameters:
    ///   - options: where the data directory goes; the restore command in it is not used.
    ///   - folder: a new directory for the socket and for what is fetched; short, as the path of a socket must be.
    ///   - programs: the directory of the programs of the cluster's version.
    package init(
        _ shelf: BaseShelf,
        _ choice: RecoveryChoice,
        _ options: ClusterRestoreOptions,
        folder: String,
        programs: String,
        cancellation: Cancellation
    ) {
        self.shelf = shelf
        self.choice = choice
        self.options = options
        self.folder = folder
        self.programs = programs
        self.cancellation = cancellation
    }

    /// Writes the data directory.
    package func restore(progress: RestoreProgress = RestoreProgress()) throws -> RestoreReport {
        let begin = Timestamp.now
        let report = try ClusterRestore(
            shelf.repository,
            choice,
            options,
            cancellation: cancellation,
            progress: progress
        ).run()
        times.restore = Timestamp.now.seconds(since: begin)
        return report
    }

    /// Starts a server on it and waits until it has reached the target.
    ///
    /// - Parameter timeout: seconds.
    /// - Returns: the server, which takes connections until `stop`.
    /// - Throws: `DRError`: `recoveryTargetUnreachable` when the log ends before the target.
    package func recover(timeout: Double) throws -> (server: ScratchServer, reached: Reached) {
        let begin = Timestamp.now
        let server = try ScratchServer(
            data: options.target,
            folder: folder,
            programs: programs,
            choice.base.record,
            cancellation: cancellation
        )
        running = server
        var status = stat()
        guard stat(options.target, &status) == 0 else {
            throw DRError.system("look at", options.target, errno: clinux_errno())
        }
        let feeder = try LogFeeder(
            shelf,
            choice,
            folder: folder + "/log",
            owner: (uid: status.st_uid, gid: status.st_gid)
        )
        self.feeder = feeder
        do {
            try server.start([("restore_command", feeder.restoreCommand)], timeout: timeout)
            try server.waitForEnd(timeout: timeout)
        } catch {
            // What kept the log from coming says more than that the server ended.
            do { try feeder.stop() } catch let cause { throw cause }
            throw error
        }
        let reached = try reached(server)
        times.recovery = Timestamp.now.seconds(since: begin)
        try feeder.stop()
        return (server, reached)
    }

    private func reached(_ server: ScratchServer) throws -> Reached {
        let rows = try server.connect().query(
            """
            SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, \
            to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            """
        )
        return Reached(position: try rows.value(0, 0), transactionTime: rows.text(0, 1))
    }

    /// Ends the server, in the proper way or at once.
    package func stop(_ way: ScratchServer.Stop = .fast) throws {
        let server = running
        running = nil
        do { try feeder?.stop() } catch {
            try server?.stop(.immediate)
            throw error
        }
        try server?.stop(way)
    }
}
