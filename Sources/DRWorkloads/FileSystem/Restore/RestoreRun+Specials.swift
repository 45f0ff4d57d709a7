import CLinux
import DRCore
import DRRepository

extension RestoreRun {
    /// Makes symbolic links, devices and fifos.
    func makeSpecials() throws {
        try forEach(count: plan.specials.count, piece: 64) { [self] worker, number in
            let record = plan.specials[number]
            let directory = plan.directories[Int(record.directory)]
            if directory.isFailed {
                findings.count { $0.entriesBelowProblems += 1 }
                return
            }
            try guarded(plan.path(of: record.name, in: record.directory)) {
                try make(record, in: try worker.directories.handle(record.directory), directory.isFresh, worker)
            }
        }
    }

    private func make(_ record: PlannedSpecial, in directory: Int32, _ isFresh: Bool, _ worker: RestoreWorker) throws {
        let name = plan.cString(record.name)
        let path = plan.path(of: record.name, in: record.directory)
        if !isFresh, case .entry(let status) = try lookUp(name, in: directory) {
            guard mayReplace(status, by: record.metadata.mtime) else {
                findings.count { $0.keptEntries += 1 }
                return
            }
            if isSame(record, status, in: directory) {
                count(record.kind)
                return try worker.metadata.apply(record.metadata, to: name, record.kind, in: directory, path: path)
            }
            try removeObstacle(name, status, in: directory, path: path)
        }
        let device = dev_t(record.device)
        switch record.kind {
        case .symlink:
            try TargetFailure.check(
                symlinkat(plan.cString(record.linkTarget), directory, name),
                "create the symbolic link"
            )
        case .blockDevice:
            try TargetFailure.check(mknodat(directory, name, mode_t(S_IFBLK) | 0o600, device), "create the device")
        case .characterDevice:
            try TargetFailure.check(mknodat(directory, name, mode_t(S_IFCHR) | 0o600, device), "create the device")
        case .fifo: try TargetFailure.check(mkfifoat(directory, name, 0o600), "create the fifo")
        case .file, .directory, .socket, .irregular: return
        }
        try worker.metadata.apply(record.metadata, to: name, record.kind, in: directory, path: path)
        count(record.kind)
    }

    private func count(_ kind: Node.Kind) {
        findings.count { report in
            if kind == .symlink { report.symlinks += 1 } else { report.devicesAndFifos += 1 }
        }
    }

    /// Whether what is there differs in metadata at most.
    private func isSame(_ record: PlannedSpecial, _ status: stat, in directory: Int32) -> Bool {
        guard FileMode.kind(of: status.st_mode) == record.kind else { return false }
        switch record.kind {
        case .symlink:
            return withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { space in
                guard let base = space.baseAddress else { return false }
                let count = readlinkat(directory, plan.cString(record.name), base, space.count)
                return count >= 0 && plan.bytes(of: record.linkTarget).elementsEqual(space[..<count])
            }
        case .blockDevice, .characterDevice: return status.st_rdev == dev_t(record.device)
        case .fifo: return true
        case .file, .directory, .socket, .irregular: return false
        }
    }

    /// Makes the further names of entries that have several.
    func makeLinks() throws {
        let directories = DirectoryHandles(plan, root: root.descriptor.raw)
        for link in plan.links {
            try cancellation.check()
            if plan.directories[Int(link.directory)].isFailed {
                findings.count { $0.entriesBelowProblems += 1 }
                continue
            }
            let path = plan.path(of: link.name, in: link.directory)
            try guarded(path) {
                try make(link, in: try directories.handle(link.directory), path)
                findings.count { $0.hardlinks += 1 }
            }
        }
    }

    private func make(_ link: PlannedLink, in directory: Int32, _ path: String) throws {
        let (sourceDirectory, sourceName) =
            switch link.target {
            case .file(let number): (plan.files[Int(number)].directory, plan.files[Int(number)].name)
            case .special(let number): (plan.specials[Int(number)].directory, plan.specials[Int(number)].name)
            }
        if case .file(let number) = link.target {
            if states.isDamaged(Int(number)) {
                let first = plan.path(of: sourceName, in: sourceDirectory)
                findings.record(.damaged, path, "is another name of \(first), which is not complete")
            }
        }
        let source = try workers[0].directories.handle(sourceDirectory)
        guard case .entry(let original) = try lookUp(plan.cString(sourceName), in: source) else {
            throw TargetFailure("link to an entry that was not restored", ENOENT)
        }
        let name = plan.cString(link.name)
        if case .entry(let status) = try lookUp(name, in: directory) {
            if status.st_ino == original.st_ino, status.st_dev == original.st_dev { return }
            guard mayReplace(status, by: Timestamp(original.st_mtim)) else {
                findings.count { $0.keptEntries += 1 }
                return
            }
            try removeObstacle(name, status, in: directory, path: path)
        }
        let result = linkat(source, plan.cString(sourceName), directory, name, 0)
        try TargetFailure.check(result, "create the hard link")
    }
}
