import DRCore
import DRRepository
import DRStorage

/// Goes through a snapshot and says in which order what is written; for one thread.
struct ExportPlan {
    typealias Target = ContentPipeline<ExportItem>.Plan

    private struct FileIdentity: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    private let repository: Repository
    private let format: ArchiveFormat
    private let target: Target
    private let cancellation: Cancellation
    private var firstNames: [FileIdentity: (path: [UInt8], number: UInt64)] = [:]
    private var lastNumber: UInt64 = 0

    init(_ repository: Repository, _ format: ArchiveFormat, _ target: Target, _ cancellation: Cancellation) {
        self.repository = repository
        self.format = format
        self.target = target
        self.cancellation = cancellation
    }

    /// Plans everything below `root`.
    mutating func make(_ root: ExportRoot) throws {
        let walker = TreeWalker(repository, try repository.makeCodec())
        switch root {
        case .snapshot(let snapshot):
            try walk(walker, snapshot.tree, [], leavesOut: snapshot.carriesRecords ? RecordFile.folder : nil)
        case .tree(let tree): try walk(walker, tree, [])
        case .entry(let node):
            try add(node, node.name)
            if node.kind == .directory, let subtree = node.subtree { try walk(walker, subtree, node.name) }
        }
    }

    private mutating func walk(
        _ walker: TreeWalker,
        _ tree: ObjectID,
        _ path: [UInt8],
        leavesOut name: String? = nil
    ) throws {
        let omitted = name.map { Array("/\($0)".utf8) }
        try walker.walk(
            tree,
            path: path,
            visit: { path, node in
                try cancellation.check()
                if path == omitted { return .skip }
                // The root has no name, so the paths below it begin with the separator.
                try add(node, path.first == UInt8(ascii: "/") ? Array(path.dropFirst()) : path)
                return .descend
            },
            damaged: { path, error in
                throw DRError(error.code, error.message, object: Self.text(path), hint: "run `dr verify`")
            }
        )
    }

    private mutating func add(_ node: Node, _ path: [UInt8]) throws {
        lastNumber += 1
        var item = ExportItem(node: node, path: path, size: 0, number: lastNumber)
        let content = node.kind == .file ? node.content ?? [] : []
        item.node.content = nil
        if node.kind == .file, node.links > 1 {
            let identity = FileIdentity(device: node.deviceID, inode: node.inode)
            if let (name, number) = firstNames[identity] {
                item.firstName = name
                item.number = number
                // Only zip has no links: there the content is written again.
                if format != .zip { return try target.mark(item) }
            } else {
                firstNames[identity] = (path, lastNumber)
            }
        }
        let lengths = try content.map { id in
            guard let length = repository.index.contentLength(.data, id) else {
                throw DRError(
                    .integrity,
                    "the repository lacks blob \(id.short) of a file",
                    object: Self.text(path),
                    hint: "run `dr verify` to see what else is missing"
                )
            }
            return length
        }
        item.size = UInt64(lengths.reduce(0, +))
        try target.mark(item)
        for (id, length) in zip(content, lengths) { try target.content(id, length: length) }
    }

    private static func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}
