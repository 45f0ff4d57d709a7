import DRCore
import DRStorage
import Synchronization

/// What each distinct directory holds by itself, so that many snapshots are added up without reading any twice.
final class TreeTotals: Sendable {
    struct HardLink: Hashable, Sendable {
        var inode: UInt64
        var device: UInt64
        var size: UInt64
    }

    struct Entry: Sendable {
        var files: UInt64 = 0
        var directories: UInt64 = 0
        var others: UInt64 = 0
        /// Bytes of the files that have one name.
        var bytes: UInt64 = 0
        var links: [HardLink] = []
        var subtrees: [ObjectID] = []
    }

    struct State: Sendable {
        var entries: [ObjectID: Entry] = [:]
        var contents: Set<ObjectID> = []
        var distinctBytes: UInt64 = 0
        var references: UInt64 = 0
    }

    private let state = Mutex(State())

    /// What was counted in each directory by itself.
    var entries: [ObjectID: Entry] { state.withLock { $0.entries } }

    /// The distinct files, their bytes, and all references to blobs.
    var distinct: (files: Int, bytes: UInt64, references: UInt64) {
        state.withLock { ($0.contents.count, $0.distinctBytes, $0.references) }
    }

    /// Counts an entry of a directory.
    ///
    /// - Parameter content: the hash of the list of blobs, for files.
    func add(_ node: borrowing Node, in tree: ObjectID, content: ObjectID?) {
        let (kind, size, links, inode, device) = (node.kind, node.size, node.links, node.inode, node.deviceID)
        let (subtree, references) = (node.subtree, node.content?.count ?? 0)
        state.withLock { state in
            var entry = state.entries.removeValue(forKey: tree) ?? Entry()
            switch kind {
            case .file:
                entry.files += 1
                if links > 1, inode != 0 {
                    entry.links.append(HardLink(inode: inode, device: device, size: size))
                } else {
                    entry.bytes &+= size
                }
                state.references += UInt64(references)
                if let content, state.contents.insert(content).inserted { state.distinctBytes &+= size }
            case .directory:
                entry.directories += 1
                if let subtree { entry.subtrees.append(subtree) }
            default:
                entry.others += 1
            }
            state.entries[tree] = entry
        }
    }
}
