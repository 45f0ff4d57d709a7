import CLinux
import DRCore

/// A repository in a folder of this machine, which may be a mounted network file system.
///
/// The places and names are those of restic's local backend (`internal/backend/layout/layout_default.go`), so that both
/// work on the same folder. Only `locks` and the 256 folders below `data` may be missing, as tools that copy
/// repositories drop empty folders; where another one is missing, the repository has vanished or lost a part, and
/// no call takes that for "nothing there".
package struct LocalBackend: Backend {
    package let location: String
    /// The folder of the repository, without a slash at the end.
    package let root: String

    /// Names the repository in the folder `path`; nothing is read yet.
    package init(path: String, location: String? = nil) {
        var root = path[...]
        while root.count > 1, root.last == "/" { root = root.dropLast() }
        self.root = String(root)
        self.location = location ?? path
    }

    /// Two: one call writes while the other waits for its fsync; more would only take memory from the pipeline.
    package var parallelism: Int { 2 }

    /// Makes the folders of an empty repository and those above it, for the owner alone; existing ones stay as they are.
    ///
    /// - Throws: `StorageFailure` naming the folder that could not be made.
    package func create() throws {
        try makeParents()
        for kind in ObjectKind.allCases where kind != .config { try makeFolder(folder(of: kind), mode: 0o700) }
        for number in 0..<256 {
            let digits = Hex.encode([UInt8(number)])
            try makeFolder(folder(of: .pack) + "/" + digits, mode: 0o700)
        }
        try synchronizeFolder(folder(of: .pack))
        try synchronizeFolder(root)
    }

    private func makeParents() throws {
        var parent = root.hasPrefix("/") ? "/" : "."
        var path = ""
        for part in root.split(separator: "/", omittingEmptySubsequences: false) {
            path += path.isEmpty && !root.hasPrefix("/") ? String(part) : part.isEmpty ? "" : "/" + part
            guard !part.isEmpty else { continue }
            if try makeFolder(path, mode: 0o700) { try synchronizeFolder(parent) }
            parent = path
        }
    }
}

// MARK: Places

extension LocalBackend {
    /// The folder that holds the objects of a kind; for packs, the one above the 256.
    func folder(of kind: ObjectKind) -> String {
        kind == .config ? root : root + "/" + kind.rawValue
    }

    /// The folder in which the file of `name` lies.
    func folder(of name: ObjectName) -> String {
        name.kind == .pack ? folder(of: .pack) + "/" + name.id.hex.prefix(2) : folder(of: name.kind)
    }

    /// The file of `name`.
    func path(of name: ObjectName) -> String { root + "/" + name.path }

    /// Makes a folder; false when it was there.
    @discardableResult
    func makeFolder(_ path: String, mode: mode_t) throws -> Bool {
        if mkdir(path, mode) == 0 {
            do { try FileOwner.inherit(folder: path) } catch let error as DRError {
                throw StorageFailure(.permanent, nil, error)
            }
            return true
        }
        let number = clinux_errno()
        if number == EEXIST, try isFolder(path) { return false }
        throw StorageFailure.system("create the folder", path, nil, errno: number)
    }

    /// Makes what was created or renamed in a folder outlive a power failure.
    func synchronizeFolder(_ path: String) throws {
        let raw = clinux_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard raw >= 0 else { throw StorageFailure.system("open the folder", path, nil, errno: clinux_errno()) }
        let descriptor = FileDescriptor(owning: raw)
        while fsync(descriptor.raw) != 0 {
            let number = clinux_errno()
            // File systems that have no fsync for folders (some network ones) make the names durable themselves.
            if number == EINVAL || number == ENOTSUP { return }
            if number != EINTR { throw StorageFailure.system("fsync the folder", path, nil, errno: number) }
        }
    }

    /// Whether there is a folder at `path`.
    func isFolder(_ path: String) throws -> Bool {
        guard let status = try status(path, nil) else { return false }
        return clinux_is_directory(status.st_mode) != 0
    }

    /// What the kernel knows of the file at `path`; nil when there is none.
    func status(_ path: String, _ name: ObjectName?) throws -> stat? {
        var status = stat()
        if stat(path, &status) == 0 { return status }
        let number = clinux_errno()
        if number == ENOENT || number == ENOTDIR { return nil }
        throw StorageFailure.system("look at", path, name, errno: number)
    }
}

// MARK: Absence

extension LocalBackend {
    /// Throws when the folder that must hold the objects of a kind is gone, and with it the repository or a part of it.
    func requireFolder(of kind: ObjectKind) throws {
        let required = folder(of: kind)
        if try isFolder(required) { return }
        if kind == .lock, try isFolder(folder(of: .pack)) { return }
        let isWhole = try !isFolder(root)
        throw StorageFailure(
            .permanent,
            nil,
            DRError(
                .storageUnreachable,
                isWhole ? "the repository has vanished" : "a folder of the repository has vanished",
                object: isWhole ? root : required,
                hint: "see whether its file system is mounted; nothing was created in its place"
            )
        )
    }

    /// The failure for a file that is not there: the object is absent, or the repository around it is.
    func absence(of name: ObjectName) throws -> StorageFailure {
        if name.kind != .config { try requireFolder(of: name.kind) }
        return StorageFailure.absent(name, in: path(of: name))
    }
}
