import DRCore
import DRRepository
import DRStorage

/// The files of an earlier base backup of the same cluster, by path, and whether they can be taken over unread.
///
/// A file is taken over when size, times and inode are the same and it was last changed well before the earlier copy
/// began. Nothing is taken over after a change of the timeline, when a file comes from the future, or when one changed
/// its size and not its time: then the times of this machine tell nothing.
struct ParentFiles {
    /// A file that changed so shortly before it was copied may have changed again within the same tick of the clock.
    private static let margin = 2.0

    private let files: [String: Node]
    private let copyTime: Timestamp
    private let badFiles: Set<String>
    /// Whether the times of files can be trusted.
    private(set) var isTrusted: Bool

    /// An earlier backup that does not exist.
    init() {
        files = [:]
        copyTime = Timestamp(seconds: 0)
        badFiles = []
        isTrusted = false
    }

    /// Reads the listings of an earlier base backup.
    ///
    /// - Parameters:
    ///   - record: what it says of itself.
    ///   - timeline: the timeline of the backup to be.
    init(_ snapshot: Snapshot, _ record: BaseBackupRecord, timeline: UInt32, _ repository: Repository) throws {
        let codec = try repository.makeCodec()
        let walker = TreeWalker(repository, codec)
        var files: [String: Node] = [:]
        if let root = try walker.find(record.root.utf8, below: snapshot.tree)?.subtree {
            try walker.walk(root) { path, node in
                guard node.kind == .file else { return .descend }
                var parts = path.split(separator: UInt8(ascii: "/"))
                if parts.count > 1, BaseTreeLayout.isWrapper(Array(parts[parts.count - 2]), of: node.name) {
                    parts.remove(at: parts.count - 2)
                }
                files[String(decoding: Array(parts.joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)] = node
                return .skip
            }
        }
        self.files = files
        copyTime = record.copyTime
        badFiles = Set(record.badPages.map(\.file))
        isTrusted = record.timeline == timeline
    }

    /// Looks at all files together, and stops trusting when their times cannot be right.
    mutating func review(_ listed: [ClusterFile], now: Timestamp) {
        let limit = Timestamp(seconds: now.seconds + 2)
        for file in listed where isTrusted {
            if file.node.mtime > limit { isTrusted = false }
            if let known = files[file.path], known.mtime == file.node.mtime, known.ctime == file.node.ctime,
                known.size != file.node.size
            {
                isTrusted = false
            }
        }
    }

    /// The content that a file had.
    func content(of path: String) -> [ObjectID]? { files[path]?.content }

    /// Whether a file is certainly what it was.
    func isUnchanged(_ file: ClusterFile) -> Bool {
        guard isTrusted, let known = files[file.path], !badFiles.contains(file.path) else { return false }
        return known.size == file.node.size && known.mtime == file.node.mtime && known.ctime == file.node.ctime
            && known.inode == file.node.inode && copyTime.seconds(since: file.node.mtime) > Self.margin
            && copyTime.seconds(since: file.node.ctime) > Self.margin
    }
}
