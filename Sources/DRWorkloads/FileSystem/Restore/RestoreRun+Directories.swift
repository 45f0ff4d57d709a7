import CLinux
import DRCore

extension RestoreRun {
    /// Makes the directories that are needed, each after the one above it.
    func makeDirectories() throws {
        plan.directories[0].isFresh = root.isFresh
        for number in 1..<max(plan.directories.count, 1) where plan.directories[number].isNeeded {
            try cancellation.check()
            let parent = plan.directories[Int(plan.directories[number].parent)]
            if parent.isFailed {
                plan.directories[number].isFailed = true
                findings.count { $0.entriesBelowProblems += 1 }
                continue
            }
            let isMade = try guarded(plan.path(of: Int32(number))) { try makeDirectory(number) }
            if isMade { findings.count { $0.directories += 1 } } else { plan.directories[number].isFailed = true }
        }
    }

    private func makeDirectory(_ number: Int) throws {
        let record = plan.directories[number]
        let name = plan.cString(record.name)
        let parent = try workers[0].directories.handle(record.parent)
        if mkdirat(parent, name, 0o700) == 0 {
            plan.directories[number].isFresh = true
            return
        }
        let failure = TargetFailure("create the directory")
        guard failure.number == EEXIST, case .entry(let status) = try lookUp(name, in: parent) else { throw failure }
        if clinux_is_directory(status.st_mode) != 0 {
            try makeUsable(name, status, in: parent)
            return
        }
        guard let mtime = record.metadata?.mtime, mayReplace(status, by: mtime) else {
            throw TargetFailure("make the directory, as the overwrite rule keeps what is in its place", EEXIST)
        }
        try removeObstacle(name, status, in: parent, path: plan.path(of: Int32(number)))
        try TargetFailure.check(mkdirat(parent, name, 0o700), "create the directory")
        plan.directories[number].isFresh = true
    }

    /// Lets an ordinary user write to his own directory; its permissions are set again at the end.
    private func makeUsable(_ name: UnsafePointer<CChar>, _ status: stat, in parent: Int32) throws {
        guard status.st_mode & 0o700 != 0o700, geteuid() != 0 else { return }
        let mode = status.st_mode & 0o7777 | 0o700
        try TargetFailure.check(fchmodat(parent, name, mode, AT_SYMLINK_NOFOLLOW), "make the directory writable")
    }

    /// Finds out which directories are there already, and changes nothing.
    func findDirectories() throws {
        for number in 1..<max(plan.directories.count, 1) where plan.directories[number].isNeeded {
            try cancellation.check()
            let record = plan.directories[number]
            plan.directories[number].isFresh = plan.directories[Int(record.parent)].isFresh
            if plan.directories[number].isFresh { continue }
            try guarded(plan.path(of: Int32(number))) {
                let parent = try workers[0].directories.handle(record.parent)
                guard case .entry(let status) = try lookUp(plan.cString(record.name), in: parent) else {
                    plan.directories[number].isFresh = true
                    return
                }
                plan.directories[number].isFresh = clinux_is_directory(status.st_mode) == 0
            }
        }
    }

    /// Sets the metadata of directories, those below before those above.
    func finishDirectories() throws {
        for number in stride(from: plan.directories.count - 1, to: 0, by: -1) {
            let record = plan.directories[number]
            guard record.isNeeded, !record.isFailed, let metadata = record.metadata else { continue }
            if options.overwrite == .never, !record.isFresh { continue }
            try cancellation.check()
            let path = plan.path(of: Int32(number))
            try guarded(path) {
                let parent = try workers[0].directories.handle(record.parent)
                let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
                let name = plan.cString(record.name)
                let raw = try TargetFailure.check(clinux_openat(parent, name, flags, 0), "open the directory")
                let descriptor = FileDescriptor(owning: raw)
                var status = stat()
                try TargetFailure.check(fstat(descriptor.raw, &status), "look at")
                try workers[0].metadata.apply(metadata, to: descriptor.raw, status, path: path)
            }
        }
    }
}
