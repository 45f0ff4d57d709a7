import DRStorage

/// Which copy of each needed blob stays, and what that makes of every pack.
struct PackSurvey: Sendable {
    /// By the packs' places in the index.
    private(set) var uses: [PackUse]
    /// The numbers of the copies that stay, one for each needed blob.
    let live: BlobSet
    private(set) var used = PruneReport.Amount()
    private(set) var duplicate = PruneReport.Amount()
    private(set) var unused = PruneReport.Amount()

    /// Looks at all packs of an index.
    ///
    /// - Parameter needed: the numbers of the blobs that snapshots need.
    init(_ index: BlobIndex, needed: BlobSet) throws {
        var uses = [PackUse](repeating: PackUse(), count: index.packCount)
        let live = BlobSet(capacity: index.numberCount)
        let repeated = BlobSet(capacity: index.numberCount)
        try index.forEachCopy { number, blob, _ in
            if number != blob { repeated.insert(blob) }
        }
        var copies: [(blob: Int, number: Int, copy: BlobIndex.Copy)] = []
        var (used, unused) = (PruneReport.Amount(), PruneReport.Amount())
        try index.forEachCopy { number, blob, copy in
            uses[copy.pack].count(copy)
            if !needed.contains(blob) {
                unused.add(copy.length)
            } else if repeated.contains(blob) {
                copies.append((blob, number, copy))
            } else {
                live.insert(number)
                uses[copy.pack].countUsed(copy)
                used.add(copy.length)
            }
        }
        self.uses = uses
        self.live = live
        self.used = used
        self.unused = unused
        choose(among: copies)
    }

    /// Of several copies the one stays whose pack is needed most anyway.
    private mutating func choose(among copies: [(blob: Int, number: Int, copy: BlobIndex.Copy)]) {
        let sorted = copies.sorted { ($0.blob, $0.number) < ($1.blob, $1.number) }
        var start = 0
        while start < sorted.count {
            var end = start
            var best = start
            while end < sorted.count, sorted[end].blob == sorted[start].blob {
                if rank(sorted[end].copy) > rank(sorted[best].copy) { best = end }
                end += 1
            }
            for place in start..<end where place != best { duplicate.add(sorted[place].copy.length) }
            live.insert(sorted[best].number)
            uses[sorted[best].copy.pack].countUsed(sorted[best].copy)
            used.add(sorted[best].copy.length)
            start = end
        }
    }

    private func rank(_ copy: BlobIndex.Copy) -> Int {
        let use = uses[copy.pack]
        return use.isMixed ? 0 : use.usedBytes
    }
}
