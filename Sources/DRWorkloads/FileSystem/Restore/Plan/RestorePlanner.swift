import DRCore
import DRRepository
import DRStorage

/// Reads the directories of a snapshot, level by level, and writes down what is to be restored.
struct RestorePlanner {
    /// Reads the entries of a directory; called from several threads, each with a number of its own.
    typealias TreeReader = @Sendable (_ worker: Int, ObjectID) throws -> [Node]

    /// Directories deeper than this are taken for an attack.
    static let depthLimit: Int32 = 10_000
    /// Directories whose entries are held in memory at the same time.
    private static let batch = 64

    private struct LinkKey: Hashable {
        var inode: UInt64
        var device: UInt64
    }

    let plan: RestorePlan
    private let index: BlobIndex
    private let selection: RestoreSelection
    /// An entry of the root that is passed over.
    private let omitted: [UInt8]?
    /// Whether the directories that a base backup puts around large files are taken away again.
    private let unwraps: Bool
    private let findings: RestoreFindings
    private let progress: RestoreProgress
    private var linked: [LinkKey: PlannedLink.Target] = [:]
    private var nextLevel: [Int32] = []

    init(
        target: String,
        index: BlobIndex,
        selection: RestoreSelection,
        leavingOut omitted: String? = nil,
        unwraps: Bool = false,
        findings: RestoreFindings,
        progress: RestoreProgress
    ) {
        plan = RestorePlan(target: target)
        self.index = index
        self.selection = selection
        self.omitted = omitted.map { Array($0.utf8) }
        self.unwraps = unwraps
        self.findings = findings
        self.progress = progress
    }

    /// Plans the entries below `tree`, or the single entry `entry`.
    ///
    /// - Throws: `DRError` (integrity) for directories that contain themselves or are nested without end; what
    ///   `read` throws, unless it is damage, which is recorded and leaves the rest going.
    mutating func run(
        _ root: RestoreRoot,
        workers: Int,
        cancellation: Cancellation,
        _ read: @escaping TreeReader
    ) throws {
        let name = plan.add(name: [])
        plan.directories.append(PlannedDirectory(parent: -1, depth: 0, name: name, isSelected: true, isNeeded: true))
        switch root {
        case .entry(let node): try add(node, to: 0, location: [])
        case .tree(let tree):
            plan.directories[0].tree = tree
            nextLevel = [0]
        }
        while !nextLevel.isEmpty {
            let level = nextLevel
            nextLevel = []
            for start in stride(from: 0, to: level.count, by: Self.batch) {
                try cancellation.check()
                let batch = level[start..<min(start + Self.batch, level.count)]
                let trees = batch.map { plan.directories[Int($0)].tree }
                let loaded = try TreeBatch.load(trees, workers: workers, read)
                for (directory, outcome) in zip(batch, loaded) { try add(outcome, to: directory) }
            }
        }
    }

    private mutating func add(_ outcome: TreeBatch.Outcome, to number: Int32) throws {
        let record = plan.directories[Int(number)]
        let directory = record.isWrapper ? record.parent : number
        switch outcome {
        case .damaged(let reason):
            markNeeded(directory)
            findings.record(.damaged, plan.path(of: directory), "the list of entries cannot be read: \(reason)")
        case .entries(let nodes):
            let location = selection.isEverything ? [] : plan.location(of: directory)
            var names: Set<[UInt8]>?
            var last: [UInt8] = []
            for node in nodes where directory != 0 || node.name != omitted {
                if names != nil || !last.lexicographicallyPrecedes(node.name) {
                    // Not in order, as the format demands: a name that comes twice could be two kinds of entry.
                    if names == nil { names = Set(nodes.prefix { $0 != node }.map(\.name)) }
                    guard names?.insert(node.name).inserted == true else {
                        findings.record(.damaged, path(of: node, directory), "the name is twice in its directory")
                        continue
                    }
                }
                last = node.name
                try add(node, to: directory, location: location)
            }
        }
    }

    private func path(of node: Node, _ directory: Int32) -> String {
        plan.path(of: directory) + "/" + String(decoding: node.name, as: UTF8.self)
    }

    private mutating func add(_ node: Node, to directory: Int32, location: [UInt8]) throws {
        guard node.name.withUnsafeBytes(NodeName.isValid) else {
            findings.record(.damaged, path(of: node, directory), "the name is not one of a directory entry")
            return
        }
        var verdict = (isSelected: true, mayHoldSelected: true)
        if !selection.isEverything {
            verdict = (location + [UInt8(ascii: "/")] + node.name).withUnsafeBytes { selection.verdict($0) }
        }
        if node.kind == .directory {
            if verdict.isSelected || verdict.mayHoldSelected { try addDirectory(node, directory, verdict.isSelected) }
            return
        }
        guard verdict.isSelected else { return }
        markNeeded(directory)
        switch node.kind {
        case .file: addFile(node, directory)
        case .symlink, .blockDevice, .characterDevice, .fifo: addSpecial(node, directory)
        case .socket, .irregular, .directory: findings.count { $0.skippedKinds += 1 }
        }
        guard plan.files.count < Int32.max, plan.specials.count < Int32.max else { throw tooMany() }
    }

    private func tooMany() -> DRError {
        DRError(.integrity, "the snapshot has more entries than can be restored in one go", hint: "use --include")
    }

    private mutating func markNeeded(_ directory: Int32) {
        var number = Int(directory)
        while !plan.directories[number].isNeeded {
            plan.directories[number].isNeeded = true
            number = Int(plan.directories[number].parent)
        }
    }

    private mutating func addDirectory(_ node: Node, _ parent: Int32, _ isSelected: Bool) throws {
        guard let tree = node.subtree else {
            findings.record(.damaged, path(of: node, parent), "the directory has no list of entries")
            return
        }
        let depth = plan.directories[Int(parent)].depth + 1
        guard depth <= Self.depthLimit else {
            throw DRError(
                .integrity,
                "directories are nested deeper than \(Self.depthLimit) levels",
                object: plan.path(of: parent),
                hint: "the repository is damaged or hostile; restore parts of it with --include"
            )
        }
        try refuseCycle(tree, parent)
        guard plan.directories.count < Int32.max else { throw tooMany() }
        let number = Int32(plan.directories.count)
        let isWrapper = unwraps && BaseTreeLayout.unwrapped(node.name) != nil
        let record = PlannedDirectory(
            parent: parent,
            depth: depth,
            name: plan.add(name: node.name),
            metadata: plan.metadata(of: node),
            tree: tree,
            isSelected: isSelected && !isWrapper,
            isWrapper: isWrapper
        )
        plan.directories.append(record)
        if isSelected { markNeeded(isWrapper ? parent : number) }
        nextLevel.append(number)
    }

    private func refuseCycle(_ tree: ObjectID, _ parent: Int32) throws {
        var number = parent
        while number >= 0 {
            let above = plan.directories[Int(number)]
            guard above.tree != tree else {
                throw DRError(
                    .integrity,
                    "a directory contains itself",
                    object: plan.path(of: parent),
                    hint: "the repository is damaged or hostile; restore parts of it with --include"
                )
            }
            number = above.parent
        }
    }

    private mutating func addSpecial(_ node: Node, _ directory: Int32) {
        let key = LinkKey(inode: node.inode, device: node.deviceID)
        let isShared = node.links > 1 && node.inode != 0
        if isShared, case .special(let other)? = linked[key], plan.specials[Int(other)].kind == node.kind {
            plan.links.append(
                PlannedLink(directory: directory, name: plan.add(name: node.name), target: .special(other))
            )
            return
        }
        let number = Int32(plan.specials.count)
        let special = PlannedSpecial(
            directory: directory,
            kind: node.kind,
            name: plan.add(name: node.name),
            linkTarget: plan.add(name: node.linkTarget),
            device: node.device,
            metadata: plan.metadata(of: node)
        )
        plan.specials.append(special)
        if isShared, linked[key] == nil { linked[key] = .special(number) }
    }

    private mutating func addFile(_ node: Node, _ directory: Int32) {
        let first = plan.blobs.count
        let content = node.content ?? []
        index.forEachNumber(.data, content) { _, number in
            plan.blobs.append(number.flatMap(UInt32.init(exactly:)) ?? RestorePlan.noBlob)
        }
        let key = LinkKey(inode: node.inode, device: node.deviceID)
        let isShared = node.links > 1 && node.inode != 0
        if isShared, case .file(let other)? = linked[key], hasSameBlobs(plan.files[Int(other)], first) {
            plan.blobs.removeLast(plan.blobs.count - first)
            plan.links.append(PlannedLink(directory: directory, name: plan.add(name: node.name), target: .file(other)))
            return
        }
        let (size, missing) = contentSize(node, first, directory)
        let number = Int32(plan.files.count)
        let file = PlannedFile(
            directory: directory,
            blobCount: UInt32(content.count),
            name: plan.add(name: node.name),
            firstBlob: first,
            size: size,
            missingLength: missing,
            metadata: plan.metadata(of: node),
            hasLinks: isShared
        )
        plan.files.append(file)
        if isShared, linked[key] == nil { linked[key] = .file(number) }
        progress.plan(files: 1, bytes: size)
    }

    private func hasSameBlobs(_ file: PlannedFile, _ first: Int) -> Bool {
        let range = file.firstBlob..<file.firstBlob + Int(file.blobCount)
        return plan.blobs[range].elementsEqual(plan.blobs[first...])
    }

    /// The bytes of a file and those of the one blob that is missing; records what does not add up.
    ///
    /// With two blobs missing the places of the others are unknown, so the file ends before the first of them.
    private mutating func contentSize(_ node: Node, _ first: Int, _ directory: Int32) -> (size: Int, missing: Int) {
        var known = 0
        var missing = 0
        for number in plan.blobs[first...] {
            if number == RestorePlan.noBlob { missing += 1 } else { known += index.blob(Int(number)).contentLength }
        }
        let claimed = Int(clamping: node.size)
        if missing == 0 {
            if known != claimed {
                let text = "the directory says \(claimed) bytes, its content has \(known)"
                findings.record(.damaged, path(of: node, directory), text)
            }
            return (known, 0)
        }
        findings.record(
            .damaged,
            path(of: node, directory),
            "\(missing) of \(plan.blobs.count - first) blobs are not in the index"
        )
        if missing == 1, claimed >= known, claimed - known <= Self.largestBlob { return (claimed, claimed - known) }
        return (known, 0)
    }

    /// A hole larger than any blob of a program of the field would be a lie about the size.
    private static let largestBlob = 1 << 32
}
