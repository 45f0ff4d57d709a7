import CLinux
import DRCore
import DRRepository
import DRStorage

/// Writes a base backup into a data directory, ready to recover to a target.
///
/// The control file is removed first and comes back last, so that a server cannot be started on a directory that is not
/// whole. After an interruption the same restore goes on where it stopped.
package struct ClusterRestore: Sendable {
    private let repository: Repository
    private let choice: RecoveryChoice
    private let options: ClusterRestoreOptions
    private let cancellation: Cancellation
    /// Counters for whoever shows them.
    package let progress: RestoreProgress

    /// Prepares a restore.
    ///
    /// - Parameter repository: with its index loaded.
    package init(
        _ repository: Repository,
        _ choice: RecoveryChoice,
        _ options: ClusterRestoreOptions,
        cancellation: Cancellation,
        progress: RestoreProgress = RestoreProgress()
    ) {
        self.repository = repository
        self.choice = choice
        self.options = options
        self.cancellation = cancellation
        self.progress = progress
    }

    /// Restores.
    ///
    /// - Returns: what was written, the tablespaces beside the data directory included.
    /// - Throws: `DRError`: `refusedByGuardrail` when the target must not be touched; as `RestoreReport.failure` when a file
    ///   is not as the snapshot has it: then there is no control file, and no server starts; `failed` when the server could
    ///   not run what fetches its log.
    package func run() throws -> RestoreReport {
        let record = choice.base.record
        try TargetGuard.check(options.target, isDelta: options.isDelta)
        for tablespace in record.tablespaces {
            try TargetGuard.checkTablespace(place(of: tablespace), isDelta: options.isDelta)
        }
        let owner = try prepare()
        let control = options.target + "/" + ControlFile.path
        if unlink(control) == 0 { try synchronize(options.target + "/global") }
        var report = try restore(record.root + "/data", to: options.target) { options in
            options.excludes = [Array(("/" + ControlFile.path).utf8)]
        }
        for tablespace in record.tablespaces {
            let place = place(of: tablespace)
            try makeFolder(place, owner)
            report.add(try restore(record.root + "/tablespaces/\(tablespace.oid)", to: place))
        }
        try ownAll(owner)
        try finish(owner)
        return report
    }

    /// Gives all files to the owner, where this machine numbers its users differently than the one of the backup.
    private func ownAll(_ owner: (uid: uid_t, gid: gid_t)) throws {
        var status = stat()
        let version = options.target + "/PG_VERSION"
        guard geteuid() == 0, lstat(version, &status) == 0, status.st_uid != owner.uid || status.st_gid != owner.gid
        else { return }
        for folder in [options.target] + choice.base.record.tablespaces.map(place) { try own(folder, owner) }
    }

    private func own(_ folder: String, _ owner: (uid: uid_t, gid: gid_t)) throws {
        for name in try FileBytes.names(in: folder) {
            let path = folder + "/" + name
            guard lchown(path, owner.uid, owner.gid) == 0 else {
                throw DRError.system("set the owner of", path, errno: clinux_errno())
            }
            var status = stat()
            if lstat(path, &status) == 0, clinux_is_directory(status.st_mode) != 0 { try own(path, owner) }
        }
    }

    /// Where a tablespace goes.
    private func place(of tablespace: BaseBackupRecord.Tablespace) -> String {
        options.tablespaces[tablespace.oid] ?? "\(options.target).tablespaces/\(tablespace.oid)"
    }

    /// Makes the data directory with the owner and the permissions that the server demands.
    private func prepare() throws -> (uid: uid_t, gid: gid_t) {
        let codec = try repository.makeCodec()
        let path = choice.base.record.root + "/data"
        guard let node = try TreeWalker(repository, codec).find(path.utf8, below: choice.base.snapshot.tree) else {
            throw DRError(.integrity, "the base backup holds no data directory", object: path)
        }
        let owner = geteuid() == 0 ? Self.owner(node) : (uid: geteuid(), gid: getegid())
        if let program = options.logProgram { try demand(program, owner) }
        try makeFolder(options.target, owner)
        let mode = FileMode.permissions(of: node.mode) & 0o750 | 0o700
        guard chmod(options.target, mode) == 0 else {
            throw DRError.system("set the mode of", options.target, errno: clinux_errno())
        }
        let mark = options.target + "/" + TargetGuard.mark
        _ = try FileDescriptor.open(mark, O_WRONLY | O_CREAT | O_NOFOLLOW)
        return owner
    }

    /// A server that cannot run what fetches its log finds out in the middle of a recovery.
    private func demand(_ program: String, _ owner: (uid: uid_t, gid: gid_t)) throws {
        let asOwner = OtherUser.words(user: owner.uid, group: owner.gid)
        guard !asOwner.isEmpty else { return }
        let outcome = try BoundedProgram(asOwner + ["test", "-x", program]).run(cancellation: cancellation)
        guard outcome.status != .exited(0) else { return }
        throw DRError(
            .failed,
            "the user of the server (uid \(owner.uid)) cannot run the program by which the server fetches its log",
            object: program,
            hint: "install dr where every user may run it, as /usr/local/bin, or give --restore-command"
        )
    }

    /// The owner by name, as another machine may number its users differently.
    private static func owner(_ node: Node) -> (uid: uid_t, gid: gid_t) {
        let user = node.user.isEmpty ? nil : getpwnam(node.user)?.pointee.pw_uid
        let group = node.group.isEmpty ? nil : getgrnam(node.group)?.pointee.gr_gid
        return (user ?? node.uid, group ?? node.gid)
    }

    private func makeFolder(_ path: String, _ owner: (uid: uid_t, gid: gid_t)) throws {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex, !FileBytes.isDirectory(path) {
            let above = String(path[..<slash])
            if !FileBytes.isDirectory(above) { try makeFolder(above, owner) }
        }
        guard mkdir(path, 0o700) == 0 || clinux_errno() == EEXIST else {
            throw DRError.system("create the directory", path, errno: clinux_errno())
        }
        guard geteuid() == 0 else { return }
        guard chown(path, owner.uid, owner.gid) == 0 else {
            throw DRError.system("set the owner of", path, errno: clinux_errno())
        }
    }

    private func restore(
        _ subpath: String,
        to target: String,
        _ change: (inout RestoreOptions) -> Void = { _ in }
    ) throws -> RestoreReport {
        var restoring = RestoreOptions(target: target)
        restoring.subpath = subpath
        restoring.deletes = options.isDelta
        restoring.verifies = options.verifies
        change(&restoring)
        let report = try FileTreeRestore(
            repository: repository,
            snapshot: choice.base.snapshot,
            options: restoring,
            cancellation: cancellation,
            progress: progress
        ).run()
        if let failure = report.failure { throw failure }
        return report
    }

    /// Writes the settings and the map of tablespaces, and the control file when all else is on the disk.
    private func finish(_ owner: (uid: uid_t, gid: gid_t)) throws {
        if !choice.base.record.tablespaces.isEmpty {
            let lines = choice.base.record.tablespaces.map { "\($0.oid) \(Self.escaped(place(of: $0)))\n" }
            let path = options.target + "/tablespace_map"
            try FileBytes.replace(path, with: Array(lines.joined().utf8), mode: 0o600)
            if geteuid() == 0 { chown(path, owner.uid, owner.gid) }
        }
        try RecoverySettings(options: options, choice: choice).write(owner: owner)
        let folder = options.target + "/global/.dr-control"
        _ = try restore(choice.base.record.root + "/data/" + ControlFile.path, to: folder) { $0.deletes = false }
        unlink(options.target + "/" + TargetGuard.mark)
        // All of it must be on the disk before the one file that lets a server start.
        sync()
        guard rename(folder + "/pg_control", options.target + "/" + ControlFile.path) == 0 else {
            throw DRError.system("put in place", options.target + "/" + ControlFile.path, errno: clinux_errno())
        }
        rmdir(folder)
        try synchronize(options.target + "/global")
    }

    /// A path as `tablespace_map` has it.
    private static func escaped(_ path: String) -> String {
        String(path.flatMap { $0 == "\n" || $0 == "\r" || $0 == "\\" ? ["\\", $0] : [$0] })
    }

    private func synchronize(_ folder: String) throws {
        try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY).synchronize(path: folder)
    }
}
