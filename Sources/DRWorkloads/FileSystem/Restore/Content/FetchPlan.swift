import DRRepository

/// The blobs to write in the order in which they lie in packs, cut into reads.
struct FetchPlan: Sendable {
    /// One read: a run of bytes of one pack and the records it serves.
    struct Run: Sendable {
        var records: Range<Int>
        var pack: UInt32
        var bytes: Range<Int>
    }

    /// Unneeded bytes between two blobs that are read along rather than asked for apart.
    private static let gapLimit = 1 << 20
    /// Bytes of one read, unless a single blob has more.
    private static let readLimit = 8 << 20

    private(set) var records: [BlobFetch] = []
    private(set) var runs: [Run] = []

    /// Gathers what is not present, sets the pending counts of `states`, and sorts.
    init(_ plan: RestorePlan, _ states: FileStates, _ index: BlobIndex) {
        for (number, file) in plan.files.enumerated() {
            guard states[number] == .create || states[number] == .update else { continue }
            addBlobs(of: file, Int32(number), plan, states, index)
        }
        records.sort { $0.place < $1.place }
        cutRuns(index)
    }

    private mutating func addBlobs(
        of file: PlannedFile,
        _ number: Int32,
        _ plan: RestorePlan,
        _ states: FileStates,
        _ index: BlobIndex
    ) {
        var offset = 0
        var pending = 0
        for position in file.firstBlob..<file.firstBlob + Int(file.blobCount) {
            let blob = plan.blobs[position]
            guard blob != RestorePlan.noBlob else {
                states.markDamaged(Int(number))
                // Without its length nothing behind the missing blob has a place.
                if file.missingLength == 0 { break }
                offset += file.missingLength
                continue
            }
            let entry = index.blob(Int(blob))
            if !states.isPresent(position) {
                let place = UInt64(entry.pack) << 32 | UInt64(entry.offset)
                records.append(BlobFetch(place: place, fileOffset: offset, file: number, blob: blob))
                pending += 1
            }
            offset += entry.contentLength
        }
        states.setPending(Int(number), pending)
    }

    private mutating func cutRuns(_ index: BlobIndex) {
        var run: Run?
        for (position, record) in records.enumerated() {
            let entry = index.blob(Int(record.blob))
            let end = entry.offset + entry.length
            if var open = run, open.pack == entry.pack, entry.offset <= open.bytes.upperBound + Self.gapLimit,
                end <= open.bytes.lowerBound + Self.readLimit || end <= open.bytes.upperBound
            {
                open.records = open.records.lowerBound..<position + 1
                open.bytes = open.bytes.lowerBound..<max(open.bytes.upperBound, end)
                run = open
                continue
            }
            if let run { runs.append(run) }
            run = Run(records: position..<position + 1, pack: entry.pack, bytes: entry.offset..<end)
        }
        if let run { runs.append(run) }
    }
}
