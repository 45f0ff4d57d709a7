import Synchronization

/// Parts of a list of snapshots, each read by another thread.
final class SnapshotParts: Sendable {
    private let parts: Mutex<[[StoredSnapshot]]>

    init(count: Int) {
        parts = Mutex(Array(repeating: [], count: count))
    }

    /// The parts in their order, as one list.
    var joined: [StoredSnapshot] { parts.withLock { Array($0.joined()) } }

    func set(_ number: Int, _ part: [StoredSnapshot]) {
        parts.withLock { $0[number] = part }
    }
}
