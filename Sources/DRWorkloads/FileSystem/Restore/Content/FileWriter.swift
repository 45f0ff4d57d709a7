import CLinux
import DRCore
import DRRepository

/// Writes the content of files and finishes them; belongs to one thread.
final class FileWriter {
    private let plan: RestorePlan
    private let states: FileStates
    private let directories: DirectoryHandles
    private let metadata: MetadataWriter
    private let findings: RestoreFindings
    private let progress: RestoreProgress
    private let index: BlobIndex
    private let isSparse: Bool
    private let open = DescriptorCache(capacity: 64)
    private let direct = DirectWriter()

    init(
        _ plan: RestorePlan,
        _ states: FileStates,
        _ directories: DirectoryHandles,
        _ metadata: MetadataWriter,
        _ findings: RestoreFindings,
        _ progress: RestoreProgress,
        _ index: BlobIndex,
        isSparse: Bool
    ) {
        self.plan = plan
        self.states = states
        self.directories = directories
        self.metadata = metadata
        self.findings = findings
        self.progress = progress
        self.index = index
        self.isSparse = isSparse
    }

    private static let safeFlags = O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC

    /// Writes a blob at its place, or `blobs` of them that follow one another; the last one finishes the file.
    ///
    /// - Throws: `DRError` when the target takes nothing more (disk full); other failures are recorded for the file.
    func write(_ fetch: BlobFetch, _ bytes: UnsafeRawBufferPointer, blobs: Int = 1) throws {
        let file = Int(fetch.file)
        let isWhole = states[file] == .create && blobs == Int(plan.files[file].blobCount)
        try guarded(file) {
            guard !states.isFailed(file) else { return }
            if isWhole {
                try writeWhole(file, bytes)
            } else if states[file] == .create {
                try writeNew(fetch, bytes)
            } else {
                try writeCached(fetch, bytes, 0..<bytes.count, to: try handle(file))
            }
            progress.write(bytes.count)
        }
        try finish(blobs, of: file, isWhole: isWhole)
    }

    /// Notes that a blob cannot be had; its range of `length` bytes becomes a hole.
    func leaveHole(_ fetch: BlobFetch, length: Int, _ reason: String) throws {
        let file = Int(fetch.file)
        if states.markDamaged(file) {
            findings.record(.damaged, path(file), "the content from byte \(fetch.fileOffset) is missing: \(reason)")
        }
        if states[file] == .update {
            try guarded(file) { try clear(fetch.fileOffset, length, of: try handle(file)) }
        }
        try finish(1, of: file, isWhole: false)
    }

    /// Finishes a file that has nothing to write.
    func finishWithoutContent(_ file: Int) throws {
        try guarded(file) { try complete(file, try handle(file)) }
        open.remove(Int32(file))
    }

    /// Counts blobs as dealt with; a file that was written whole is finished already.
    private func finish(_ blobs: Int, of file: Int, isWhole: Bool) throws {
        guard states.finish(blobs, of: file), !isWhole || states.isDamaged(file) else { return }
        try guarded(file) {
            guard !states.isFailed(file) else { return }
            try complete(file, try handle(file))
        }
        open.remove(Int32(file))
        direct.finish(Int32(file))
    }

    /// The usual small file: made, filled and finished in one go.
    private func writeWhole(_ file: Int, _ bytes: UnsafeRawBufferPointer) throws {
        let record = plan.files[file]
        let directory = try directories.handle(record.directory)
        let flags = Self.safeFlags | O_CREAT | O_EXCL
        let raw = try TargetFailure.check(clinux_openat(directory, plan.cString(record.name), flags, 0o600), "create")
        let descriptor = FileDescriptor(owning: raw)
        try write(bytes, at: 0, to: descriptor.raw, skipsZeros: isSparse)
        try complete(file, descriptor.raw)
    }

    /// A blob of a file that was not there.
    private func writeNew(_ fetch: BlobFetch, _ bytes: UnsafeRawBufferPointer) throws {
        let file = Int(fetch.file)
        let descriptor = try handle(file)
        guard !isSparse else { return try write(bytes, at: fetch.fileOffset, to: descriptor, skipsZeros: true) }
        let record = plan.files[file]
        let written = try direct.write(bytes, at: fetch.fileOffset, to: fetch.file, size: record.size) { flags in
            clinux_openat(
                try directories.handle(record.directory),
                plan.cString(record.name),
                Self.safeFlags | flags,
                0o600
            )
        }
        try writeCached(fetch, bytes, 0..<written.lowerBound, to: descriptor)
        try writeCached(fetch, bytes, written.upperBound..<bytes.count, to: descriptor)
    }

    /// Threads that meet in one file take turns here, as in the kernel they would spin.
    private func writeCached(
        _ fetch: BlobFetch,
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        to descriptor: Int32
    ) throws {
        guard range.count >= Self.turnLimit else {
            return try write(bytes, range, at: fetch.fileOffset, to: descriptor)
        }
        try states.inTurn(Int(fetch.file)) { try write(bytes, range, at: fetch.fileOffset, to: descriptor) }
    }

    /// Runs `body`; a failure of the target is recorded for the file, or ends the run.
    private func guarded(_ file: Int, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let failure as TargetFailure {
            if failure.endsRun { throw failure.error(path(file)) }
            if states.markFailed(file) { findings.record(.failed, path(file), failure.message) }
        }
    }

    private func path(_ file: Int) -> String { plan.path(of: plan.files[file].name, in: plan.files[file].directory) }

    /// The open file; it is made when this thread is the first to need it.
    private func handle(_ file: Int) throws -> Int32 {
        if let known = open.find(Int32(file)) { return known }
        let record = plan.files[file]
        let directory = try directories.handle(record.directory)
        let name = plan.cString(record.name)
        let flags = states[file] == .create ? Self.safeFlags | O_CREAT : Self.safeFlags
        var raw = clinux_openat(directory, name, flags, 0o600)
        if raw < 0, clinux_errno() == EACCES, states[file] == .update {
            // The owner may write to a file that is read-only for him only after saying so.
            try TargetFailure.check(fchmodat(directory, name, 0o600, AT_SYMLINK_NOFOLLOW), "make writable")
            raw = clinux_openat(directory, name, flags, 0o600)
        }
        try TargetFailure.check(raw, states[file] == .create ? "create" : "open")
        var status = stat()
        guard fstat(raw, &status) == 0, clinux_is_regular(status.st_mode) != 0 else {
            close(raw)
            throw TargetFailure("write to what is no longer a regular file", EEXIST)
        }
        open.insert(Int32(file), raw)
        return raw
    }

    /// Sets size and metadata.
    ///
    /// A file that is not complete keeps a time of now and is for its owner alone.
    private func complete(_ file: Int, _ descriptor: Int32) throws {
        let record = plan.files[file]
        var status = stat()
        try TargetFailure.check(fstat(descriptor, &status), "look at")
        if status.st_size != record.size {
            try TargetFailure.check(ftruncate(descriptor, record.size), "set the size")
        }
        guard !states.isDamaged(file) else { return try clearMissing(file, descriptor) }
        try metadata.apply(record.metadata, to: descriptor, status, path: path(file))
        progress.finishFile()
    }

    /// Clears what an earlier content left in the place of a blob that the index does not have.
    private func clearMissing(_ file: Int, _ descriptor: Int32) throws {
        let record = plan.files[file]
        guard record.missingLength > 0, states[file] == .update else { return }
        var offset = 0
        for blob in plan.blobs[record.firstBlob...].prefix(Int(record.blobCount)) {
            if blob == RestorePlan.noBlob { return try clear(offset, record.missingLength, of: descriptor) }
            offset += index.blob(Int(blob)).contentLength
        }
    }

    /// Makes a range read as zeros.
    private func clear(_ offset: Int, _ length: Int, of descriptor: Int32) throws {
        guard length > 0, clinux_punch_hole(descriptor, offset, length) != 0 else { return }
        let zeros = [UInt8](repeating: 0, count: min(length, 1 << 16))
        try zeros.withUnsafeBytes { zeros in
            for start in stride(from: 0, to: length, by: zeros.count) {
                try write(zeros, 0..<min(zeros.count, length - start), at: offset + start, to: descriptor)
            }
        }
    }

    // MARK: Bytes

    private static let block = 4096
    /// Shorter writes are over before another thread has to wait, bytes.
    private static let turnLimit = 32 << 10

    private func write(
        _ bytes: UnsafeRawBufferPointer,
        at offset: Int,
        to descriptor: Int32,
        skipsZeros: Bool
    ) throws {
        guard skipsZeros else { return try write(bytes, 0..<bytes.count, at: offset, to: descriptor) }
        var start = 0
        var position = 0
        while position < bytes.count {
            // Blocks of the file, not of the blob, are what the file system can leave out.
            let end = min(position + Self.block - (offset + position) % Self.block, bytes.count)
            if Self.isZero(bytes, position..<end) {
                try write(bytes, start..<position, at: offset, to: descriptor)
                start = end
            }
            position = end
        }
        try write(bytes, start..<bytes.count, at: offset, to: descriptor)
    }

    private static func isZero(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard let base = bytes.baseAddress, !range.isEmpty, bytes[range.lowerBound] == 0 else { return false }
        // All bytes are zero when the first is and each equals the one behind it.
        return memcmp(base + range.lowerBound, base + range.lowerBound + 1, range.count - 1) == 0
    }

    private func write(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        at offset: Int,
        to descriptor: Int32
    ) throws {
        guard let base = bytes.baseAddress else { return }
        var done = range.lowerBound
        while done < range.upperBound {
            let written = pwrite(descriptor, base + done, range.upperBound - done, offset + done)
            if written < 0 {
                let number = clinux_errno()
                if number == EINTR { continue }
                throw TargetFailure("write", number)
            }
            done += written
        }
    }
}
