import DRCore
import DRStorage
import Synchronization

/// A blob by what identifies it.
struct BlobKey: Hashable, Sendable {
    var type: BlobType
    var id: ObjectID
}

/// Collects what is wrong, from several threads.
final class DamageLedger: Sendable {
    /// What is known about a blob of which at least one copy is bad.
    struct Suspect: Sendable {
        /// Copies that are bad.
        var badCopies = 0
        /// Whether every copy is known to be useless.
        var isLost = false
        /// The damages that explain it.
        var damages: [Int] = []
    }

    struct State: Sendable {
        var damages: [Damage] = []
        var numbers: [String: Int] = [:]
        var suspects: [BlobKey: Suspect] = [:]
        /// Blobs that snapshots need and no index lists.
        var missing: Set<BlobKey> = []
    }

    fileprivate static let reasonLimit = 20

    private let state = Mutex(State())

    /// A copy of all that is known.
    var contents: State { state.withLock { $0 } }

    var isEmpty: Bool { state.withLock { $0.damages.isEmpty && $0.missing.isEmpty } }

    /// Notes that an object is damaged; all reasons for one object make one damage.
    func add(_ object: String, _ reason: String) {
        state.withLock { _ = $0.add(object, reason) }
    }

    /// Notes that an object is damaged and with it one copy of each of some blobs.
    func add(_ object: String, _ reason: String, copiesOf blobs: [BlobKey]) {
        state.withLock { state in
            let number = state.add(object, reason)
            for blob in blobs {
                state.suspects[blob, default: Suspect()].badCopies += 1
                state.suspects[blob, default: Suspect()].explain(by: number)
            }
        }
    }

    /// Notes that no copy of a blob is any good.
    func add(_ object: String, _ reason: String, lost blob: BlobKey) {
        state.withLock { state in
            let number = state.add(object, reason)
            state.suspects[blob, default: Suspect()].isLost = true
            state.suspects[blob, default: Suspect()].explain(by: number)
        }
    }

    /// Notes that blobs which are needed are in no index.
    func add(missing blobs: [BlobKey]) {
        guard !blobs.isEmpty else { return }
        state.withLock { $0.missing.formUnion(blobs) }
    }

    /// Makes the missing blobs the fault of the damaged index files, or of nobody known.
    func explainMissing(damagedIndexes: [ObjectID]) {
        state.withLock { state in
            guard !state.missing.isEmpty else { return }
            let text = "\(state.missing.count) blobs that snapshots need are in no readable index"
            var numbers = damagedIndexes.map { state.add(ObjectName(.index, $0).description, text) }
            if numbers.isEmpty {
                numbers = [state.add("index", text)]
                for blob in state.missing.sorted(by: { $0.id < $1.id }).prefix(Self.reasonLimit) {
                    _ = state.add("index", "\(blob.type.name) blob \(blob.id.hex) is missing")
                }
            }
            for blob in state.missing {
                state.suspects[blob, default: Suspect()].isLost = true
                for number in numbers { state.suspects[blob, default: Suspect()].explain(by: number) }
            }
        }
    }
}

extension DamageLedger.Suspect {
    mutating func explain(by damage: Int) {
        if damages.last != damage, !damages.contains(damage) { damages.append(damage) }
    }
}

extension DamageLedger.State {
    mutating func add(_ object: String, _ reason: String) -> Int {
        let number: Int
        if let known = numbers[object] {
            number = known
        } else {
            number = damages.count
            numbers[object] = number
            damages.append(Damage(object: object, reasons: [], reasonCount: 0))
        }
        guard !damages[number].reasons.contains(reason) else { return number }
        damages[number].reasonCount += 1
        if damages[number].reasons.count < DamageLedger.reasonLimit { damages[number].reasons.append(reason) }
        return number
    }
}
