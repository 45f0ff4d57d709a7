import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Reads several directories at the same time.
enum TreeBatch {
    /// The entries of a directory, or why they cannot be read.
    enum Outcome: Sendable {
        case entries([Node])
        case damaged(String)
    }

    /// The outcomes in the order of `trees`; a nil tree has no entries.
    ///
    /// - Throws: what `read` throws, unless it is damage of that one directory.
    static func load(
        _ trees: [ObjectID?],
        workers: Int,
        _ read: @escaping RestorePlanner.TreeReader
    ) throws -> [Outcome] {
        let outcomes = Outcomes(trees.count)
        try ParallelWork.forEach(count: trees.count, workers: workers) { worker, number in
            guard let tree = trees[number] else { return }
            do {
                outcomes.set(number, .entries(try read(worker, tree)))
            } catch {
                outcomes.set(number, .damaged(try RestoreDamage.reason(error)))
            }
        }
        return outcomes.all
    }

    private final class Outcomes: Sendable {
        private let values: Mutex<[Outcome]>

        init(_ count: Int) {
            values = Mutex(Array(repeating: .entries([]), count: count))
        }

        var all: [Outcome] { values.withLock { $0 } }

        func set(_ number: Int, _ outcome: Outcome) {
            values.withLock { $0[number] = outcome }
        }
    }
}
