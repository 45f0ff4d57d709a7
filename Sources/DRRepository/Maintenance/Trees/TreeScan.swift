import DRCore
import DRStorage

/// Goes once through every distinct directory below some roots, on several threads, in no order.
///
/// Directories that were seen are marked in a set over the index' numbers, so shared ones cost nothing again, and
/// a second run continues where the first ended.
package final class TreeScan: @unchecked Sendable {
    // All state that changes is under `condition`.
    private struct State {
        var open: [ObjectID] = []
        var busy = 0
        var isStopped = false
        var absent: Set<ObjectID> = []
    }

    private let repository: Repository
    private let seen: BlobSet
    private let cancellation: Cancellation
    private let progress: MaintenanceProgress
    private let condition = ThreadCondition()
    private var state = State()

    /// Prepares a scan.
    ///
    /// - Parameter seen: gets the numbers of all trees that were visited; those in it already are passed over.
    package init(
        _ repository: Repository,
        seen: BlobSet,
        cancellation: Cancellation,
        progress: MaintenanceProgress = MaintenanceProgress()
    ) {
        self.repository = repository
        self.seen = seen
        self.cancellation = cancellation
        self.progress = progress
    }

    /// Visits what is reachable from `roots`.
    ///
    /// - Parameters:
    ///   - visit: called for each entry of each directory, from several threads.
    ///   - damaged: called for a directory that is missing or cannot be read; may throw to end the scan.
    /// - Throws: what the closures throw; errors of the storage as a whole.
    package func run(
        roots: [ObjectID],
        visit: @escaping @Sendable (_ tree: ObjectID, borrowing Node) throws -> Void,
        damaged: @escaping @Sendable (_ tree: ObjectID, DRError) throws -> Void
    ) throws {
        try offer(roots, damaged)
        let workers = max(WorkerThread.processorCount, repository.backend.parallelism)
        try ParallelWork.forEach(count: workers, workers: workers) { [self] _, _ in
            do {
                let codec = try repository.makeCodec()
                let json = ByteBuffer()
                while let tree = take() {
                    try cancellation.check()
                    let children = try scan(tree, codec, json, visit, damaged)
                    try offer(children, damaged)
                    finish()
                }
            } catch {
                stop()
                throw error
            }
        }
    }

    private func scan(
        _ tree: ObjectID,
        _ codec: BlobCodec,
        _ json: ByteBuffer,
        _ visit: (_ tree: ObjectID, borrowing Node) throws -> Void,
        _ damaged: (_ tree: ObjectID, DRError) throws -> Void
    ) throws -> [ObjectID] {
        json.removeAll()
        do {
            try repository.loadBlob(.tree, tree, codec, into: json)
        } catch {
            try damaged(tree, repository.damage(behind: error))
            return []
        }
        var children: [ObjectID] = []
        // What `visit` throws must not be taken for damage.
        let failure = FirstFailure()
        do {
            try TreeDecoder.forEach(in: json.bytes) { node in
                if node.kind == .directory, let subtree = node.subtree { children.append(subtree) }
                do { try visit(tree, node) } catch {
                    failure.record(error)
                    throw error
                }
            }
        } catch let error as DRError where !failure.isSet {
            try damaged(tree, error)
        }
        progress.add(items: 1, bytes: json.count)
        return children
    }

    /// Queues the directories that nobody saw before.
    private func offer(_ trees: [ObjectID], _ damaged: (ObjectID, DRError) throws -> Void) throws {
        var fresh: [ObjectID] = []
        var absent: [ObjectID] = []
        repository.index.forEachNumber(.tree, trees) { tree, number in
            guard let number else { return absent.append(tree) }
            if seen.insert(number) { fresh.append(tree) }
        }
        let missing = condition.withLock {
            state.open += fresh
            if !fresh.isEmpty { condition.wakeAll() }
            return absent.filter { state.absent.insert($0).inserted }
        }
        for tree in missing {
            try damaged(tree, DRError(.integrity, "the directory listing is in no index", object: "tree \(tree.hex)"))
        }
    }

    /// The next directory, or nil when all are done.
    private func take() -> ObjectID? {
        condition.withLock {
            while state.open.isEmpty, state.busy > 0, !state.isStopped { condition.wait() }
            guard !state.isStopped, let tree = state.open.popLast() else { return nil }
            state.busy += 1
            return tree
        }
    }

    private func finish() {
        condition.withLock {
            state.busy -= 1
            if state.busy == 0 { condition.wakeAll() }
        }
    }

    private func stop() {
        condition.withLock {
            state.isStopped = true
            condition.wakeAll()
        }
    }
}
