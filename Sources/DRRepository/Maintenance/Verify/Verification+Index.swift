import DRCore
import DRStorage
import Synchronization

extension Verification {
    /// Reads all indexes; returns those that cannot be read.
    func checkIndexes(_ report: inout VerifyReport) throws -> [ObjectID] {
        let ids = try repository.backend.list(.index).map(\.id).sorted()
        let damaged = DamagedIndexes()
        let inventory = try IndexInventory.load(ids, of: repository, cancellation: cancellation) { [ledger] id, error in
            ledger.add(ObjectName(.index, id).description, error.message)
            damaged.append(id)
        }
        report.indexes = ids.count
        report.blobs = repository.index.count
        compareRepeated(inventory, &report)
        return damaged.all
    }

    /// A pack may be listed twice, or in parts, but not with blobs that differ or lie one over the other.
    private func compareRepeated(_ inventory: IndexInventory, _ report: inout VerifyReport) {
        guard !inventory.repeated.isEmpty else { return }
        let grouping = repository.index.grouping()
        let numbers = Dictionary(uniqueKeysWithValues: grouping.packs.enumerated().map { ($1, $0) })
        for (file, pack) in inventory.repeated {
            guard let number = numbers[pack.id] else { continue }
            let whole = repository.index.content(of: number, grouping)
            let places = Dictionary(whole.entries.map { ($0.offset, $0) }) { first, _ in first }
            if whole.isContiguous, pack.entries.allSatisfy({ places[$0.offset] == $0 }) { continue }
            ledger.add(
                ObjectName(.index, file).description,
                "lists pack \(pack.id.hex) with other blobs than another index"
            )
        }
        report.hints.append(
            "\(inventory.repeated.count) packs are listed in more than one index; 'dr prune' tidies that"
        )
    }
}

private final class DamagedIndexes: Sendable {
    private let ids = Mutex<[ObjectID]>([])

    var all: [ObjectID] { ids.withLock { $0 } }

    func append(_ id: ObjectID) { ids.withLock { $0.append(id) } }
}
