import CLinux
import DRCore
import DRTestSupport
import DRWorkloads
import Synchronization

/// Commits one row after the other and remembers of each when it was sent and when it was acknowledged, so that it is
/// known what a recovered cluster must hold at any moment.
final class Ledger: @unchecked Sendable {
    /// A committed row.
    struct Entry: Sendable {
        var id: Int
        /// The commit cannot be older than this, nor younger than that.
        var sent: Timestamp
        var acknowledged: Timestamp
    }

    private let entries = Mutex<[Entry]>([])
    private let isStopped = Atomic<Bool>(false)
    private let failure = FirstFailure()
    private var thread: WorkerThread?

    /// Makes the table and begins to write.
    init(_ cluster: TestCluster, pause: UInt32 = 4_000) throws {
        try cluster.sql("CREATE TABLE IF NOT EXISTS ledger (id bigserial PRIMARY KEY, filler text)")
        let connection = LockedConnection(try cluster.connect())
        thread = try WorkerThread { [self] in
            failure.capture {
                while !isStopped.load(ordering: .acquiring) {
                    let sent = Timestamp.now
                    let rows = try connection.query(
                        "INSERT INTO public.ledger (filler) VALUES (repeat('x', 200)) RETURNING id"
                    )
                    let id = Int(try rows.value(0, 0)) ?? 0
                    let acknowledged = Timestamp.now
                    entries.withLock { $0.append(Entry(id: id, sent: sent, acknowledged: acknowledged)) }
                    usleep(pause)
                }
            }
        }
    }

    /// Ends the writing.
    func stop() throws {
        isStopped.store(true, ordering: .releasing)
        thread?.join()
        thread = nil
        try failure.rethrow()
    }

    deinit {
        isStopped.store(true, ordering: .releasing)
        thread?.join()
    }

    /// What was committed so far, in order.
    var all: [Entry] { entries.withLock { $0 } }

    /// The last row that must be there at a moment, and the last that may be.
    func bounds(at time: Timestamp) -> ClosedRange<Int> {
        let certain = all.last { $0.acknowledged < time }?.id ?? 0
        let possible = all.last { $0.sent <= time }?.id ?? 0
        return certain...max(possible, certain)
    }

    /// What a recovered cluster holds: the last row, and how many rows; equal when there is no hole.
    static func state(_ cluster: RecoveredCluster) throws -> (last: Int, count: Int) {
        let rows = try cluster.connect().query("SELECT coalesce(max(id), 0), count(*) FROM ledger")
        return (Int(try rows.value(0, 0)) ?? -1, Int(try rows.value(0, 1)) ?? -1)
    }
}

/// A connection that one thread uses, which is not the one that made it.
private final class LockedConnection: @unchecked Sendable {
    private let connection: PostgresConnection

    init(_ connection: PostgresConnection) { self.connection = connection }

    func query(_ statement: String) throws -> PostgresRows { try connection.query(statement) }
}
