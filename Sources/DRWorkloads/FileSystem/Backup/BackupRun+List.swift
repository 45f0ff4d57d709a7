import CLinux
import DRCore
import DRRepository

extension BackupRun {
    /// Deeper trees could not be restored.
    private static let depthLimit = TreeWalker.depthLimit
    /// Each open directory holds its path, so this bounds the memory of deep trees, in bytes.
    private static let pathLimit = 64 << 10

    /// Asks for a directory to be listed.
    ///
    /// - Parameter device: `st_dev` of the target that it was reached from.
    func submitListing(_ directory: DirectoryState, device: UInt64) {
        pool.submit(.listing) { [self] worker in
            do {
                try list(directory, device: device, worker)
            } catch let failure as SourceFailure {
                findings.report(directory.path, failure.error, isMissing: !failure.isVanished)
                directory.isOmitted = true
            }
            pool.countListed(directory.nodes.count)
            arrived(directory)
        }
    }

    /// Notes that the listing, or the directory above, is ready; the later of the two starts the comparison.
    func arrived(_ directory: DirectoryState) {
        guard directory.arrive() else { return }
        pool.submit(.directory) { [self] worker in try compare(directory, worker) }
    }

    private func list(_ directory: DirectoryState, device: UInt64, _ worker: BackupWorker) throws {
        let listing = try DirectoryListing(directory.path)
        var names: [[UInt8]]
        switch options.exclusion.contents(of: listing.descriptor) {
        case .all: names = try listing.names()
        case .only(let tag): names = [tag]
        case .none: names = []
        }
        names.sort(by: DirectoryListing.precedes)
        worker.path.begin(directory.path)
        var nodes: [Node] = []
        nodes.reserveCapacity(names.count)
        var mountPoints: Set<Int> = []
        for name in names {
            worker.path.set(name)
            guard let (node, isMountPoint) = entry(directory, listing.descriptor, device, worker) else { continue }
            if isMountPoint { mountPoints.insert(nodes.count) }
            nodes.append(node)
        }
        directory.setNodes(nodes)
        for position in 0..<nodes.count where nodes[position].kind == .directory {
            let child = DirectoryState(
                path: directory.path(of: nodes[position].name),
                above: directory,
                position: position
            )
            directory.children.append(child)
            if child.depth > Self.depthLimit || child.path.count > Self.pathLimit {
                findings.report(child.path, "it is nested too deeply to be backed up", isMissing: true)
                child.isOmitted = true
            }
            if child.isOmitted || mountPoints.contains(position) {
                arrived(child)
            } else {
                submitListing(child, device: device)
            }
        }
    }

    /// The node of the entry that the worker's path names, or nil when it is left out.
    private func entry(
        _ directory: DirectoryState,
        _ descriptor: Int32,
        _ device: UInt64,
        _ worker: BackupWorker
    ) -> (Node, isMountPoint: Bool)? {
        if options.exclusion.hasPatterns, options.exclusion.drops(worker.path.bytes) { return nil }
        var status = stat()
        guard fstatat(descriptor, worker.path.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            let failure = SourceFailure("back up", [UInt8](worker.path.bytes), errno: clinux_errno())
            findings.report([UInt8](worker.path.bytes), failure.error, isMissing: !failure.isVanished)
            return nil
        }
        let verdict = options.exclusion.verdict(status, device: device)
        // A socket belongs to a running process; there is nothing of it to restore.
        guard verdict != .drop, FileMode.kind(of: status.st_mode) != .socket else { return nil }
        do {
            let node = try worker.capture.node(
                worker.path.name,
                status,
                in: descriptor,
                path: worker.path.isTooLong ? nil : worker.path.pointer
            )
            return (node, verdict == .keepEmpty)
        } catch {
            let isVanished = fstatat(descriptor, worker.path.name, &status, AT_SYMLINK_NOFOLLOW) != 0
            findings.report([UInt8](worker.path.bytes), error, isMissing: !isVanished)
            return nil
        }
    }
}
