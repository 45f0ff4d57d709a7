import CLinux
import DRCore
import DRRepository

/// The paths of a backup as the top of a tree: the directories that lead to them hold nothing else.
final class BackupTargets {
    /// The root of the snapshot.
    let root: DirectoryState
    /// The targets as absolute paths, ascending.
    private(set) var paths: [String] = []
    private var listings: [(DirectoryState, device: UInt64)] = []
    private var virtual: [DirectoryState] = []

    /// One component of the targets' paths.
    private final class Component {
        var children: [[UInt8]: Component] = [:]
        /// The path to back up when a target ends here.
        var target: [UInt8]?
        var path: [UInt8]

        init(path: [UInt8]) { self.path = path }
    }

    /// Looks at the targets; those that are not there are reported, and those that are excluded.
    ///
    /// As in restic a pattern holds for a target too, and for what leads to it.
    ///
    /// - Throws: `DRError` when no target is left.
    init(_ targets: [[UInt8]], _ run: BackupRun, _ capture: NodeCapture) throws {
        root = DirectoryState(path: [UInt8(ascii: "/")], above: nil, position: 0)
        let top = Component(path: [UInt8(ascii: "/")])
        var absolutePaths: Set<String> = []
        var isAnyLeft = false
        for target in targets {
            var status = stat()
            guard target.withPathPointer({ lstat($0, &status) }) == 0 else {
                let error = DRError.system("back up", String(decoding: target, as: UTF8.self), errno: clinux_errno())
                run.findings.report(target, error)
                continue
            }
            let path = try TargetPath(target)
            if !run.options.records.isEmpty { try Self.refuseRecords(path, run.options) }
            absolutePaths.insert(path.text)
            let isExcluded = Self.isExcluded(path, status, run.options.exclusion)
            if isExcluded {
                run.findings.warn(
                    target,
                    "it is excluded by a rule of this backup, though it is named as a path to back up"
                )
            } else {
                isAnyLeft = true
            }
            Self.insert(path, below: top, isExcluded: isExcluded)
        }
        guard isAnyLeft else {
            let names = targets.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            guard absolutePaths.isEmpty else {
                throw DRError(
                    .failed,
                    "every path to back up is excluded",
                    object: names,
                    hint: "look at the patterns of --exclude and the files of patterns"
                )
            }
            throw DRError(
                .failed,
                targets.isEmpty ? "no path to back up was given" : "none of the paths to back up is there",
                object: targets.isEmpty ? nil : names,
                hint: "check the spelling, and that the file system is mounted"
            )
        }
        paths = absolutePaths.sorted()
        try build(top, into: root, capture)
    }

    /// Throws when a target brings a `/.dr-records` of its own, before anything is read.
    private static func refuseRecords(_ path: TargetPath, _ options: BackupOptions) throws {
        if let first = path.components.first {
            guard first.name != Array(RecordFile.folder.utf8) else { throw RecordFile.conflict }
            return
        }
        var status = stat()
        let own = "/" + RecordFile.folder
        let isExcluded = Array(own.utf8).withUnsafeBytes { options.exclusion.drops($0) }
        guard isExcluded || lstat(own, &status) != 0 else { throw RecordFile.conflict }
    }

    private static func isExcluded(_ path: TargetPath, _ status: stat, _ exclusion: Exclusion) -> Bool {
        if exclusion.hasPatterns, path.absolute.withUnsafeBytes(exclusion.drops) { return true }
        return exclusion.verdict(status, device: UInt64(status.st_dev)) == .drop
    }

    /// Adds the way to a target, and the target unless it is excluded.
    private static func insert(_ path: TargetPath, below top: Component, isExcluded: Bool) {
        var place = top
        for component in isExcluded ? path.components.dropLast() : path.components[...] {
            // A target inside another one comes with it.
            if place.target != nil { return }
            let next = place.children[component.name] ?? Component(path: component.path)
            place.children[component.name] = next
            place = next
        }
        guard !isExcluded else { return }
        place.target = path.source
        place.children = [:]
    }

    private func build(_ component: Component, into directory: DirectoryState, _ capture: NodeCapture) throws {
        if let target = component.target {
            var status = stat()
            _ = target.withPathPointer { lstat($0, &status) }
            listings.append((directory, device: UInt64(status.st_dev)))
            return
        }
        directory.isVirtual = true
        virtual.append(directory)
        var nodes: [Node] = []
        for name in component.children.keys.sorted(by: DirectoryListing.precedes) {
            guard let child = component.children[name] else { continue }
            let source = child.target ?? child.path
            directory.sourcePaths[nodes.count] = source
            nodes.append(try node(name, source, followsLink: child.target == nil, capture))
        }
        directory.setNodes(nodes)
        for (position, node) in nodes.enumerated() where node.kind == .directory {
            guard let child = component.children[node.name] else { continue }
            let state = DirectoryState(path: child.target ?? child.path, above: directory, position: position)
            directory.children.append(state)
            try build(child, into: state, capture)
        }
    }

    /// The node of a target, or of a directory that leads to one, which may be reached through a link.
    private func node(
        _ name: [UInt8],
        _ source: [UInt8],
        followsLink: Bool,
        _ capture: NodeCapture
    ) throws -> Node {
        var status = stat()
        return try name.withPathPointer { name in
            try source.withPathPointer { path in
                guard fstatat(AT_FDCWD, path, &status, followsLink ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else {
                    throw DRError.system("back up", String(cString: path), errno: clinux_errno())
                }
                var node = try capture.node(path, status, in: AT_FDCWD, path: path)
                node.name = [UInt8](UnsafeRawBufferPointer(start: name, count: strlen(name)))
                return node
            }
        }
    }

    /// Hands the directories to the pool.
    func submit(_ run: BackupRun) {
        for directory in virtual { run.arrived(directory) }
        for (directory, device) in listings { run.submitListing(directory, device: device) }
    }
}
