import DRCore
import DRRepository
import DRStorage

/// Random files of a snapshot, each as likely as any other, and the size of all of it.
struct SnapshotSample {
    /// The files, few and not larger together than a bound, though at least one where there is one.
    private(set) var files: [SampledFile] = []
    /// All files of the snapshot.
    private(set) var fileCount: Int64 = 0
    /// The bytes of all files.
    private(set) var byteCount: UInt64 = 0

    /// Walks all directories of the snapshot and chooses files (Vitter's algorithm R).
    ///
    /// - Parameters:
    ///   - count: the most files.
    ///   - bytes: the most bytes of all chosen files but the first.
    /// - Throws: `DRError` for a directory that cannot be read; the cancellation's error.
    init(
        of tree: ObjectID,
        _ walker: TreeWalker,
        count: Int,
        bytes: UInt64,
        using generator: inout some RandomNumberGenerator,
        cancellation: Cancellation
    ) throws {
        var chosen: [SampledFile] = []
        try walker.walk(tree) { path, node in
            // What dr adds to a snapshot is not part of the plan.
            if path.elementsEqual("/.dr-records".utf8) { return .skip }
            guard node.kind == .file else {
                if node.kind == .directory { try cancellation.check() }
                return .descend
            }
            fileCount += 1
            byteCount += node.size
            if chosen.count < count {
                chosen.append(SampledFile(path: path, node: node))
            } else {
                let place = Int64.random(in: 0..<fileCount, using: &generator)
                if place < Int64(count) { chosen[Int(place)] = SampledFile(path: path, node: node) }
            }
            return .skip
        }
        var rest = bytes
        for file in chosen.shuffled(using: &generator) where files.isEmpty || file.node.size <= rest {
            files.append(file)
            rest -= min(file.node.size, rest)
        }
    }

    /// The bytes of the chosen files.
    var sampledBytes: UInt64 { files.reduce(0) { $0 + $1.node.size } }
}
