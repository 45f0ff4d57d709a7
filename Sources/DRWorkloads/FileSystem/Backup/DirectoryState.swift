import DRCore
import DRRepository
import DRStorage
import Synchronization

/// One directory on its way into the repository.
///
/// It is listed, compared with the parent snapshot, its files are read, and when its last entry is done its tree is
/// stored and the directory above hears of it. Entries are filled in by several threads, each its own; the count of
/// what is pending orders those writes before the tree is made.
final class DirectoryState: @unchecked Sendable {
    let path: [UInt8]
    /// The directory above holds this one until its own tree is stored, which is after that of this one.
    unowned let above: DirectoryState?
    /// How many directories are above.
    let depth: Int
    /// The place of this directory among the entries of the one above.
    let position: Int
    /// The entries, ascending by name; set by the listing.
    private(set) var nodes = UnsafeMutableBufferPointer<Node>(start: nil, count: 0)
    /// The subdirectories, in the order of their entries.
    var children: [DirectoryState] = []
    /// Whether the directory could not be listed and is left out of the snapshot.
    var isOmitted = false
    /// Whether the entries are the targets of the backup, or lead to them, instead of coming from a listing.
    var isVirtual = false
    /// Where the entries of a virtual directory really lie, when not below `path`.
    var sourcePaths: [Int: [UInt8]] = [:]
    /// The tree of this directory in the parent snapshot.
    var previousTree: ObjectID?

    private let pending = Atomic<Int>(1)
    private let arrivals = Atomic<Int>(0)

    init(path: [UInt8], above: DirectoryState?, position: Int) {
        self.path = path
        self.above = above
        depth = (above?.depth ?? 0) + 1
        self.position = position
    }

    deinit {
        nodes.deinitialize()
        nodes.deallocate()
    }

    func setNodes(_ list: [Node]) {
        nodes = .allocate(capacity: list.count)
        _ = nodes.initialize(from: list)
    }

    /// Frees the entries once the tree is stored.
    func release() {
        children = []
        nodes.deinitialize()
        nodes.deallocate()
        nodes = UnsafeMutableBufferPointer(start: nil, count: 0)
    }

    /// Frees this directory and all below it; recursion would need a deep stack for deep trees.
    func abandon() {
        var rest = [self]
        while let directory = rest.popLast() {
            rest += directory.children
            directory.release()
        }
    }

    /// Whether both the listing and the directory above are done; true for the later of the two callers.
    func arrive() -> Bool {
        arrivals.add(1, ordering: .acquiringAndReleasing).newValue == 2
    }

    /// Counts work that must end before the tree can be made.
    func expect(_ count: Int) {
        pending.add(count, ordering: .relaxed)
    }

    /// Marks one piece as done; true when it was the last.
    func finishOne() -> Bool {
        pending.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
    }

    /// Where the content of an entry is read from.
    func sourcePath(at position: Int) -> [UInt8] {
        sourcePaths[position] ?? path(of: nodes[position].name)
    }

    /// The path of an entry.
    func path(of name: [UInt8]) -> [UInt8] {
        var full = path
        if full.last != UInt8(ascii: "/") { full.append(UInt8(ascii: "/")) }
        full.append(contentsOf: name)
        return full
    }
}
