import DRStorage

/// Adds up what restores write, each directory with all below it once, however often it occurs.
///
/// A tree of n directories can stand for 2^n paths, so counts stop at the largest number rather than walk them.
struct RestoreTotals {
    /// A directory and all below it.
    private struct Total {
        var files: UInt64 = 0
        var directories: UInt64 = 0
        var others: UInt64 = 0
        /// Bytes of the files that have one name.
        var bytes: UInt64 = 0
        /// Whether any file below has several names.
        var hasLinks = false

        mutating func add(_ other: Total) {
            files = files.addingClamped(other.files)
            directories = directories.addingClamped(other.directories)
            others = others.addingClamped(other.others)
            bytes = bytes.addingClamped(other.bytes)
            hasLinks = hasLinks || other.hasLinks
        }
    }

    private let entries: [ObjectID: TreeTotals.Entry]
    private var totals: [ObjectID: Total] = [:]

    /// Starts with what each directory holds by itself.
    init(_ entries: [ObjectID: TreeTotals.Entry]) {
        self.entries = entries
    }

    /// Adds what a snapshot with this root restores.
    mutating func add(_ root: ObjectID, to restore: inout RepositoryStats.Restore) {
        compute(root)
        let total = totals[root] ?? Total()
        restore.snapshots += 1
        restore.files = restore.files.addingClamped(total.files)
        restore.directories = restore.directories.addingClamped(total.directories)
        restore.others = restore.others.addingClamped(total.others)
        restore.bytes = restore.bytes.addingClamped(total.bytes).addingClamped(linkedBytes(root))
    }

    /// Fills in the totals of a directory and of those below it, these first.
    private mutating func compute(_ root: ObjectID) {
        var open = [root]
        while let tree = open.last {
            guard totals[tree] == nil, let entry = entries[tree] else {
                open.removeLast()
                continue
            }
            let missing = Set(entry.subtrees.filter { totals[$0] == nil && entries[$0] != nil })
            guard missing.isEmpty else {
                open += missing
                continue
            }
            var total = Total(
                files: entry.files,
                directories: entry.directories,
                others: entry.others,
                bytes: entry.bytes,
                hasLinks: !entry.links.isEmpty
            )
            for subtree in entry.subtrees { total.add(totals[subtree] ?? Total()) }
            totals[tree] = total
            open.removeLast()
        }
    }

    /// Bytes of the files with several names: each counts once in a snapshot, in whichever directories it appears.
    private func linkedBytes(_ root: ObjectID) -> UInt64 {
        var bytes: UInt64 = 0
        var links: Set<TreeTotals.HardLink> = []
        var seen: Set<ObjectID> = [root]
        var open = [root]
        while let tree = open.popLast() {
            guard totals[tree]?.hasLinks == true, let entry = entries[tree] else { continue }
            for link in entry.links where links.insert(link).inserted { bytes = bytes.addingClamped(link.size) }
            open += entry.subtrees.filter { seen.insert($0).inserted }
        }
        return bytes
    }
}

extension UInt64 {
    fileprivate func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
