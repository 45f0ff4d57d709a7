import DRCore
import DRStorage

/// Finds the snapshots and files that need blobs which are lost.
struct HarmSearch {
    /// Directories that are read while paths are listed, over all snapshots; a bound for ruined repositories.
    private static let visitLimit = 200_000

    let repository: Repository
    /// The blobs that are lost, with the damages that explain each.
    let lost: [BlobKey: [Int]]
    let pathLimit: Int
    let cancellation: Cancellation
    let progress: MaintenanceProgress

    /// Adds what `snapshots` lose to the damages of the report.
    func run(_ snapshots: [Snapshot], _ report: inout VerifyReport) throws {
        guard !lost.isEmpty else { return }
        progress.begin(.searching, items: snapshots.count)
        let walker = TreeWalker(repository, try repository.makeCodec())
        var harmed = HarmedTrees(lost: lost)
        var visits = 0
        for snapshot in snapshots {
            try cancellation.check()
            guard let id = snapshot.id else { continue }
            try harmed.search(snapshot.tree, walker, cancellation)
            progress.add(items: 1)
            guard harmed.contains(snapshot.tree) else { continue }
            report.harmedSnapshots.append(id)
            guard visits < Self.visitLimit else {
                report.isHarmPartial = true
                continue
            }
            try list(snapshot.tree, of: id, harmed, walker, &visits, &report)
        }
    }

    private func list(
        _ root: ObjectID,
        of snapshot: ObjectID,
        _ harmed: HarmedTrees,
        _ walker: TreeWalker,
        _ visits: inout Int,
        _ report: inout VerifyReport
    ) throws {
        var harm: [Int: Damage.Harm] = [:]
        func note(_ blob: BlobKey, _ path: [UInt8]) {
            for damage in lost[blob] ?? [] {
                var entry = harm[damage] ?? Damage.Harm(snapshot: snapshot, paths: [], pathCount: 0)
                // A file that loses several blobs to one damage counts once.
                guard entry.paths.last != path else { continue }
                entry.pathCount += 1
                if entry.paths.count < pathLimit { entry.paths.append(path) }
                harm[damage] = entry
            }
        }
        note(BlobKey(type: .tree, id: root), Array("/".utf8))
        if harm.isEmpty {
            try walker.walk(root) { path, node in
                for id in node.content ?? [] { note(BlobKey(type: .data, id: id), path) }
                guard node.kind == .directory, let subtree = node.subtree, harmed.contains(subtree) else {
                    return .skip
                }
                let blob = BlobKey(type: .tree, id: subtree)
                note(blob, path + Array("/".utf8))
                try cancellation.check()
                guard lost[blob] == nil else { return .skip }
                guard visits < Self.visitLimit else {
                    report.isHarmPartial = true
                    return .skip
                }
                visits += 1
                return .descend
            } damaged: { _, _ in
                // It was read before, in the search; the damage itself is in the report.
            }
        }
        for (damage, entry) in harm.sorted(by: { $0.key < $1.key }) { report.damages[damage].harm.append(entry) }
    }
}
