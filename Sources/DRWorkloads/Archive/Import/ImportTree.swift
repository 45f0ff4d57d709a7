import DRCore
import DRRepository
import DRStorage

/// The entries of an archive, put together to a tree; whatever their order, the last of a name wins.
struct ImportTree {
    /// Why an entry has no place.
    struct Refusal: Error {
        var reason: String
    }

    let root: ImportDirectory
    /// What a directory gets that the archive does not mention.
    private let impliedNode: Node
    // Entries of a directory mostly follow each other.
    private var lastParent: ArraySlice<[UInt8]> = []
    private var lastDirectory: ImportDirectory

    /// Makes an empty tree.
    ///
    /// - Parameter time: the time of directories that the archive does not mention.
    init(time: Timestamp, uid: UInt32, gid: UInt32) {
        var node = Node()
        node.kind = .directory
        node.mode = FileMode.treeMode(of: 0o040755)
        (node.mtime, node.atime, node.ctime) = (time, time, time)
        (node.uid, node.gid) = (uid, gid)
        impliedNode = node
        root = ImportDirectory(node)
        lastDirectory = root
    }

    /// Adds a directory; what is in it already stays.
    mutating func addDirectory(_ node: Node, at place: [[UInt8]]) throws {
        let parent = try directory(place.dropLast())
        guard let name = place.last else { return }
        if case .directory(let known) = parent.children[name] {
            known.node = node
        } else {
            replace(name, in: parent, by: .directory(ImportDirectory(node)))
        }
    }

    /// Adds a file, or another name of one.
    mutating func add(_ file: ImportFile, at place: [[UInt8]]) throws {
        let parent = try directory(place.dropLast())
        guard let name = place.last else { return }
        file.addName(place)
        replace(name, in: parent, by: .file(file))
    }

    /// Checks that there may be an entry, before its content is read.
    mutating func prepare(_ place: [[UInt8]]) throws { _ = try directory(place.dropLast()) }

    /// The file of a name, or nil.
    func file(at place: [[UInt8]]) -> ImportFile? {
        var directory = root
        for name in place.dropLast() {
            guard case .directory(let next) = directory.children[name] else { return nil }
            directory = next
        }
        guard let name = place.last, case .file(let file) = directory.children[name] else { return nil }
        return file
    }

    private mutating func replace(_ name: [UInt8], in parent: ImportDirectory, by child: ImportDirectory.Child) {
        switch parent.children.updateValue(child, forKey: name) {
        case .file(let before): before.names -= 1
        case .directory(let before):
            // The directory that was used last may be in what is gone.
            lastParent = []
            lastDirectory = root
            forget(before)
        case nil: break
        }
    }

    private func forget(_ directory: ImportDirectory) {
        for child in directory.children.values {
            switch child {
            case .file(let file): file.names -= 1
            case .directory(let below): forget(below)
            }
        }
    }

    /// The directory of a place, made where it is missing.
    private mutating func directory(_ path: ArraySlice<[UInt8]>) throws -> ImportDirectory {
        if path == lastParent { return lastDirectory }
        var directory = root
        for name in path {
            switch directory.children[name] {
            case .directory(let next): directory = next
            case .file:
                throw Refusal(
                    reason: "it lies below '\(String(decoding: name, as: UTF8.self))', which is not a directory"
                )
            case nil:
                let next = ImportDirectory(impliedNode)
                directory.children[name] = .directory(next)
                directory = next
            }
        }
        lastParent = path
        lastDirectory = directory
        return directory
    }
}
