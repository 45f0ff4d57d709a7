import DRCore
import DRStorage

/// The blobs that snapshots need: one bit a blob, and any doubt is an error.
package struct UsedBlobs: Sendable {
    /// The numbers of all blobs that are needed.
    package let numbers: BlobSet

    private let repository: Repository

    /// Starts without any; the index must be loaded.
    package init(_ repository: Repository) {
        self.repository = repository
        numbers = BlobSet(capacity: repository.index.numberCount)
    }

    /// Adds what some snapshots need; what is shared with those added before costs nothing.
    ///
    /// - Throws: `DRError` (integrity) when any directory cannot be read or any blob is in no index.
    package func add(
        _ snapshots: [Snapshot],
        cancellation: Cancellation,
        progress: MaintenanceProgress = MaintenanceProgress()
    ) throws {
        numbers.grow(to: repository.index.numberCount)
        let scan = TreeScan(repository, seen: numbers, cancellation: cancellation, progress: progress)
        try scan.run(roots: snapshots.map(\.tree)) { [repository, numbers] tree, node in
            guard let content = node.content else { return }
            var missing: ObjectID?
            repository.index.forEachNumber(.data, content) { id, number in
                if let number { numbers.insert(number) } else { missing = id }
            }
            if let missing {
                throw DRError(
                    .integrity,
                    "content of the file \(String(decoding: node.name, as: UTF8.self)) is in no index",
                    object: "data blob \(missing.hex), needed by tree \(tree.hex)",
                    hint: "nothing was changed; 'dr verify' names all that is damaged"
                )
            }
        } damaged: { tree, error in
            throw DRError(
                .integrity,
                error.message,
                object: error.object ?? "tree \(tree.hex)",
                hint: "nothing was changed; 'dr verify' names all that is damaged"
            )
        }
    }
}
