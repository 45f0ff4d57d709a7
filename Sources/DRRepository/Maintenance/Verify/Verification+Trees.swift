import DRCore
import DRStorage

extension Verification {
    /// Reads every directory of all snapshots once and looks whether all content is there.
    func checkTrees(_ snapshots: [Snapshot], _ report: inout VerifyReport) throws {
        progress.begin(.walking)
        let seen = BlobSet(capacity: repository.index.numberCount)
        let scan = TreeScan(repository, seen: seen, cancellation: cancellation, progress: progress)
        try scan.run(roots: snapshots.map(\.tree)) { [self] tree, node in
            check(node, in: tree)
        } damaged: { [self] tree, error in
            note(error, of: tree)
        }
        report.trees = progress.items
    }

    private func check(_ node: borrowing Node, in tree: ObjectID) {
        switch node.kind {
        case .file:
            var missing: [BlobKey] = []
            repository.index.forEachNumber(.data, node.content ?? []) { id, number in
                if number == nil { missing.append(BlobKey(type: .data, id: id)) }
            }
            ledger.add(missing: missing)
            if node.content == nil, node.size > 0 { fault(tree, node.name, "a file without content") }
        case .directory:
            if node.subtree == nil { fault(tree, node.name, "a directory without a listing") }
        default:
            break
        }
    }

    private func fault(_ tree: ObjectID, _ name: [UInt8], _ what: String) {
        ledger.add(
            "tree \(tree.hex)",
            "\(what): \(String(decoding: name, as: UTF8.self))",
            lost: BlobKey(type: .tree, id: tree)
        )
    }

    private func note(_ error: DRError, of tree: ObjectID) {
        let blob = BlobKey(type: .tree, id: tree)
        guard let place = repository.index.location(.tree, tree) else { return ledger.add(missing: [blob]) }
        // The bytes are those that were backed up, but no listing: the fault is older than the pack.
        let isUnreadable = error.object != nil
        let object = isUnreadable ? ObjectName(.pack, place.pack).description : "tree \(tree.hex)"
        ledger.add(object, isUnreadable ? "tree blob \(tree.short): \(error.message)" : error.message, lost: blob)
    }
}
