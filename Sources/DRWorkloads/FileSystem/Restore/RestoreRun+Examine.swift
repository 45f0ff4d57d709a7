import CLinux
import DRCore
import DRRepository

extension RestoreRun {
    /// Decides for every file whether it is made, updated or left, and which of its blobs are in the target already.
    func examineFiles() throws {
        try forEach(count: plan.files.count, piece: 64) { [self] worker, number in
            let record = plan.files[number]
            let directory = plan.directories[Int(record.directory)]
            if directory.isFailed {
                states[number] = .leave
                states.markFailed(number)
                findings.count { $0.entriesBelowProblems += 1 }
                return
            }
            if directory.isFresh { return }
            let path = plan.path(of: record.name, in: record.directory)
            let isDone = try guarded(path) { try examine(number, record, worker) }
            if !isDone {
                states[number] = .leave
                states.markFailed(number)
            }
        }
    }

    private func examine(_ number: Int, _ record: PlannedFile, _ worker: RestoreWorker) throws {
        let directory = try worker.directories.handle(record.directory)
        let name = plan.cString(record.name)
        guard case .entry(let status) = try lookUp(name, in: directory) else { return }
        let isFile = clinux_is_regular(status.st_mode) != 0
        let isEqual = isFile && status.st_size == record.size && Timestamp(status.st_mtim) == record.metadata.mtime
        if options.overwrite == .ifChanged, isEqual {
            states[number] = .unchanged
            return keep(record)
        }
        guard mayReplace(status, by: record.metadata.mtime) else {
            states[number] = .leave
            findings.count { $0.keptEntries += 1 }
            return keep(record)
        }
        if isFile {
            let matching = try compare(number, record, worker, directory)
            let isShared = status.st_nlink > 1
            let isWhole = matching == record.blobCount && status.st_size == record.size
            // Writing to a file with other names would change those too.
            if matching != nil, !isShared || isWhole && record.hasLinks {
                states[number] = .update
                return
            }
            for position in record.firstBlob..<record.firstBlob + Int(record.blobCount) {
                states.setPresent(position, false)
            }
        }
        guard !options.isDryRun else { return }
        try removeObstacle(name, status, in: directory, path: plan.path(of: record.name, in: record.directory))
    }

    private func keep(_ record: PlannedFile) {
        progress.skip(record.size)
        progress.finishFile()
    }

    /// Marks the blobs that the file in the target has at their places; their number, nil when it cannot be read.
    private func compare(
        _ number: Int,
        _ record: PlannedFile,
        _ worker: RestoreWorker,
        _ directory: Int32
    ) throws -> UInt32? {
        do {
            let descriptor = try openForReading(plan.cString(record.name), in: directory)
            var matching: UInt32 = 0
            try forEachBlob(of: record, in: descriptor.raw, worker) { position, length, isEqual in
                guard isEqual else { return }
                states.setPresent(position, true)
                progress.reuse(length)
                matching += 1
            }
            return matching
        } catch let failure as TargetFailure where failure.number == EACCES || failure.number == EPERM {
            return nil
        }
    }

    /// Opens a file of the target for reading; permissions that keep its owner out are lifted for the moment of opening.
    func openForReading(_ name: UnsafePointer<CChar>, in directory: Int32) throws -> FileDescriptor {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let raw = clinux_openat(directory, name, flags, 0)
        if raw >= 0 { return FileDescriptor(owning: raw) }
        let failure = TargetFailure("open")
        guard failure.number == EACCES, case .entry(let status) = try lookUp(name, in: directory),
            status.st_uid == geteuid(), clinux_is_regular(status.st_mode) != 0
        else { throw failure }
        let mode = status.st_mode & 0o7777
        try TargetFailure.check(fchmodat(directory, name, mode | 0o400, AT_SYMLINK_NOFOLLOW), "make readable")
        let second = clinux_openat(directory, name, flags, 0)
        let reason = TargetFailure("open")
        try TargetFailure.check(fchmodat(directory, name, mode, AT_SYMLINK_NOFOLLOW), "set the permissions")
        guard second >= 0 else { throw reason }
        return FileDescriptor(owning: second)
    }

    /// Reads a file blob by blob and tells whether each is what the snapshot says; ends at one that is not in the index
    /// and whose length is unknown.
    func forEachBlob(
        of record: PlannedFile,
        in descriptor: Int32,
        _ worker: RestoreWorker,
        _ body: (_ position: Int, _ length: Int, _ isEqual: Bool) throws -> Void
    ) throws {
        var offset = 0
        for position in record.firstBlob..<record.firstBlob + Int(record.blobCount) {
            try cancellation.check()
            guard plan.blobs[position] != RestorePlan.noBlob else {
                if record.missingLength == 0 { return }
                offset += record.missingLength
                continue
            }
            let blob = repository.index.blob(Int(plan.blobs[position]))
            let length = blob.contentLength
            let isWhole = try read(descriptor, at: offset, length, into: worker.content)
            let isEqual = isWhole && worker.codec.hasher.hash(worker.content.bytes) == blob.id
            try body(position, length, isEqual)
            offset += length
        }
    }

    /// Reads `length` bytes; false when the file ends before.
    private func read(_ descriptor: Int32, at offset: Int, _ length: Int, into buffer: ByteBuffer) throws -> Bool {
        buffer.resize(to: length)
        var done = 0
        while done < length {
            let got = pread(descriptor, buffer.base + done, length - done, offset + done)
            if got == 0 { return false }
            if got < 0 {
                let number = clinux_errno()
                if number == EINTR { continue }
                throw TargetFailure("read", number)
            }
            done += got
        }
        return true
    }
}
