import CLinux
import DRCore
import DRRepository

/// The files of a cluster as they lie in its data directory and its tablespaces; one thread makes it.
///
/// What vanishes meanwhile is passed over: the log of the backup says what became of it.
struct ClusterListing {
    /// All files, in the order in which they are copied.
    private(set) var files: [ClusterFile] = []
    /// The data directory; in the snapshot it is `data`.
    private(set) var data: ClusterDirectory
    /// The tablespaces, each named by its number.
    private(set) var tablespaces: [ClusterDirectory] = []
    /// Where they lie.
    private(set) var tablespacePlaces: [BaseBackupRecord.Tablespace] = []

    private let dataDirectory: String
    private let capture: NodeCapture
    /// The folder of this version in a tablespace, such as `PG_15_202209061`.
    private let versionFolder: String

    /// Lists everything.
    ///
    /// - Throws: `DRError` when a directory cannot be read.
    init(_ dataDirectory: String, serverVersion: Int, catalogVersion: UInt32) throws {
        self.dataDirectory = dataDirectory
        capture = NodeCapture(owners: OwnerNames())
        versionFolder = "PG_\(serverVersion / 10_000)_\(catalogVersion)"
        data = ClusterDirectory(try Self.node(dataDirectory, "data", capture))
        tablespacePlaces = try Self.findTablespaces(dataDirectory)
        try list(dataDirectory, below: "", into: data, prefix: "data", isTablespace: false)
        for place in tablespacePlaces {
            let folder = place.path + "/" + versionFolder
            guard FileBytes.isDirectory(folder) else { continue }
            let top = ClusterDirectory(named: String(place.oid), like: try Self.node(place.path, "", capture))
            let version = ClusterDirectory(try Self.node(folder, versionFolder, capture))
            let prefix = "tablespaces/\(place.oid)/\(versionFolder)"
            try list(folder, below: "", into: version, prefix: prefix, isTablespace: true)
            top.directories = [version]
            tablespaces.append(top)
        }
    }

    /// Changes each file in turn.
    mutating func update(_ body: (Int, inout ClusterFile) -> Void) {
        for number in files.indices { body(number, &files[number]) }
    }

    private static func node(_ path: String, _ name: String, _ capture: NodeCapture) throws -> Node {
        var status = stat()
        guard stat(path, &status) == 0 else { throw DRError.system("back up", path, errno: clinux_errno()) }
        var node = try path.withCString { try capture.node($0, status, in: AT_FDCWD, path: $0) }
        node.name = Array(name.utf8)
        return node
    }

    private static func findTablespaces(_ dataDirectory: String) throws -> [BaseBackupRecord.Tablespace] {
        let folder = dataDirectory + "/pg_tblspc"
        return try FileBytes.names(in: folder).sorted().compactMap { name in
            guard let oid = UInt32(name) else { return nil }
            var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let count = readlink(folder + "/" + name, &target, Int(PATH_MAX))
            // A directory in its place lies within the data directory and comes with it.
            guard count > 0 else { return nil }
            let path = String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return BaseBackupRecord.Tablespace(oid: oid, path: path)
        }
    }

    private mutating func list(
        _ folder: String,
        below directory: String,
        into state: ClusterDirectory,
        prefix: String,
        isTablespace: Bool
    ) throws {
        let listing: [[UInt8]]
        do {
            listing = try DirectoryListing(Array(folder.utf8)).names()
        } catch let failure as SourceFailure {
            guard failure.isVanished, !directory.isEmpty else { throw failure.error }
            return
        }
        let names = listing.map { String(decoding: $0, as: UTF8.self) }
        let hasRelations = ClusterExclusions.holdsRelations(directory, isTablespace: isTablespace)
        let dropped = hasRelations ? ClusterExclusions.relations(names) : []
        for (bytes, name) in zip(listing, names) {
            guard !ClusterExclusions.drops(name, in: isTablespace ? "-" : directory), !dropped.contains(name) else {
                continue
            }
            let path = folder + "/" + name
            let source = Array(folder.utf8) + [UInt8(ascii: "/")] + bytes
            let below = directory.isEmpty ? name : directory + "/" + name
            // The control file is read last of all, when everything else is stored.
            guard isTablespace || below != ControlFile.path, var node = try entry(source) else { continue }
            node.name = bytes
            let isEmptied = !isTablespace && ClusterExclusions.emptied.contains(below)
            if isEmptied, node.kind == .symlink {
                // A log directory on another disk becomes an ordinary one.
                node = try Self.node(path, name, capture)
                node.name = bytes
            }
            switch node.kind {
            case .directory:
                guard !tablespacePlaces.contains(where: { $0.path == path }) else { continue }
                let child = ClusterDirectory(node)
                state.directories.append(child)
                if isEmptied {
                    try addStatusFolder(to: child, path, below)
                } else {
                    try list(path, below: below, into: child, prefix: prefix + "/" + name, isTablespace: isTablespace)
                }
            case .symlink:
                // The server makes the links to tablespaces from its map.
                if directory != "pg_tblspc" || isTablespace { state.links.append(node) }
            case .file:
                state.files.append(files.count)
                files.append(
                    ClusterFile(
                        path: prefix + "/" + name,
                        source: source,
                        node: node,
                        relation: hasRelations ? RelationFile(name) : nil
                    )
                )
            default: continue
            }
        }
    }

    /// The server expects this directory in `pg_wal`.
    private func addStatusFolder(to folder: ClusterDirectory, _ path: String, _ below: String) throws {
        guard below == "pg_wal", FileBytes.isDirectory(path + "/archive_status") else { return }
        folder.directories = [ClusterDirectory(try Self.node(path + "/archive_status", "archive_status", capture))]
    }

    private func entry(_ path: [UInt8]) throws -> Node? {
        var status = stat()
        return try path.withPathPointer { pointer in
            guard lstat(pointer, &status) == 0 else {
                let number = clinux_errno()
                guard number != ENOENT else { return nil }
                throw DRError.system("back up", String(cString: pointer), errno: number)
            }
            do {
                return try capture.node(pointer, status, in: AT_FDCWD, path: pointer)
            } catch {
                guard lstat(pointer, &status) != 0, clinux_errno() == ENOENT else { throw error }
                return nil
            }
        }
    }
}
