import CLinux
import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Copies the files of a cluster into the repository on several threads, in pieces of one size that begin at whole pages.
///
/// Unchecked, as each thread uses the codec and the buffer with its number, and each piece its own places in `ids`.
final class BaseBackupCopy: @unchecked Sendable {
    /// So many bytes are read in one go.
    private static let readSize = 1 << 20
    /// Files without pages up to this size are read to their end, whatever size they were listed with.
    private static let wholeLimit = 4 << 20

    private let writer: BlobWriter
    private let inspection: PageInspection
    private let progress: BackupProgress
    /// Throws when the copying is to end early.
    private let check: @Sendable () throws -> Void
    private let blockSize: Int
    private let codecs: [BlobCodec]
    private let buffers: [ByteBuffer]
    /// The files; each is changed by the one thread that copies it, a large one only before and after.
    private let files: UnsafeMutableBufferPointer<ClusterFile>
    /// The content of large files: where it begins for each, and all of it in one piece.
    private var firstID: [Int: Int] = [:]
    private let ids: UnsafeMutableBufferPointer<ObjectID>
    private let vanished = Mutex<Set<Int>>([])

    init(
        _ list: [ClusterFile],
        _ destination: BackupDestination,
        _ writer: BlobWriter,
        _ inspection: PageInspection,
        blockSize: Int,
        progress: BackupProgress,
        check: @escaping @Sendable () throws -> Void
    ) throws {
        self.writer = writer
        self.inspection = inspection
        self.blockSize = blockSize
        self.progress = progress
        self.check = check
        codecs = try (0..<WorkerThread.processorCount).map { _ in
            try destination.repository.makeCodec(destination.options)
        }
        buffers = codecs.map { _ in ByteBuffer(capacity: Self.wholeLimit + 1) }
        files = .allocate(capacity: list.count)
        _ = files.initialize(from: list)
        var count = 0
        for (number, file) in list.enumerated() where Self.isLarge(file) {
            firstID[number] = count
            count += (Int(clamping: file.node.size) + blockSize - 1) / blockSize
        }
        ids = .allocate(capacity: count)
        let none = [UInt8](repeating: 0, count: ObjectID.byteCount).withUnsafeBytes { ObjectID(bytes: $0) }
        ids.initialize(repeating: none)
    }

    deinit {
        files.deinitialize()
        files.deallocate()
        ids.deinitialize()
        ids.deallocate()
    }

    private static func isLarge(_ file: ClusterFile) -> Bool {
        !file.isReused && file.relation != nil && file.node.size > UInt64(readSize)
    }

    /// Copies everything and returns the files with their content.
    func run() throws -> [ClusterFile] {
        let pieces = CopyPiece.part(Array(files), limit: Self.readSize)
        try ParallelWork.forEach(count: pieces.count, workers: codecs.count) { [self] worker, number in
            switch pieces[number] {
            case .range(let file, let range): try copy(range, of: file, worker)
            case .files(let numbers):
                for file in numbers where !files[file].isReused {
                    try check()
                    try copyWhole(file, worker)
                }
            }
        }
        for (number, first) in firstID {
            let count = (Int(clamping: files[number].node.size) + blockSize - 1) / blockSize
            files[number].content = Array(ids[first..<first + count])
        }
        for number in vanished.withLock({ $0 }) { files[number].isVanished = true }
        for number in files.indices { count(files[number]) }
        return Array(files)
    }

    private func count(_ file: ClusterFile) {
        guard !file.isVanished else { return }
        switch file.previous {
        case nil: progress.filesNew.wrappingAdd(1, ordering: .relaxed)
        case file.content: progress.filesUnmodified.wrappingAdd(1, ordering: .relaxed)
        default: progress.filesChanged.wrappingAdd(1, ordering: .relaxed)
        }
        if file.isReused { progress.bytesDone.wrappingAdd(file.node.size, ordering: .relaxed) }
    }

    /// Opens a file; nil when it is gone.
    private func open(_ number: Int) throws -> FileDescriptor? {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let raw = files[number].source.openPath(flags)
        if raw >= 0 { return FileDescriptor(owning: raw) }
        guard raw == -ENOENT else { throw DRError.system("back up", files[number].path, errno: -raw) }
        _ = vanished.withLock { $0.insert(number) }
        return nil
    }

    /// Copies a range of a large file; what was cut off meanwhile is zeros, as recovery will cut it off again.
    private func copy(_ range: Range<Int>, of number: Int, _ worker: Int) throws {
        guard let source = try open(number), let first = firstID[number] else { return }
        posix_fadvise(source.raw, range.lowerBound, range.count, POSIX_FADV_SEQUENTIAL)
        let buffer = buffers[worker]
        let step = max(Self.readSize, blockSize)
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: step) {
            try check()
            let wanted = min(step, range.upperBound - offset)
            buffer.resize(to: wanted)
            let got = try fill(buffer, source, at: offset, files[number])
            let stored = try store(buffer.bytes, worker)
            let place = first + offset / blockSize
            for (index, id) in stored.enumerated() { ids[place + index] = id }
            count(got, of: wanted)
        }
    }

    private func fill(
        _ buffer: ByteBuffer,
        _ source: borrowing FileDescriptor,
        at offset: Int,
        _ file: ClusterFile
    ) throws -> Int {
        let space = buffer.mutableBytes
        let got = try source.read(into: space, at: offset, path: file.path)
        if got < space.count { space[got...].initializeMemory(as: UInt8.self, repeating: 0) }
        try inspection.check(UnsafeMutableRawBufferPointer(rebasing: space[..<got]), at: offset, of: file, source)
        return got
    }

    /// Copies a file that is read in one go.
    private func copyWhole(_ number: Int, _ worker: Int) throws {
        guard let source = try open(number) else { return }
        let buffer = buffers[worker]
        var content: [ObjectID] = []
        let listed = Int(clamping: files[number].node.size)
        if files[number].relation != nil {
            buffer.resize(to: listed)
            let got = listed == 0 ? 0 : try fill(buffer, source, at: 0, files[number])
            content = try store(buffer.bytes, worker)
            count(got, of: listed)
        } else {
            content = try copyPlain(number, source, listed, worker)
        }
        files[number].content = content
    }

    /// Copies a file without pages: a small one as it is now, a large one such as a log up to the size that it was listed with.
    private func copyPlain(
        _ number: Int,
        _ source: borrowing FileDescriptor,
        _ listed: Int,
        _ worker: Int
    ) throws -> [ObjectID] {
        let buffer = buffers[worker]
        var content: [ObjectID] = []
        var size = 0
        let limit = listed > Self.wholeLimit ? listed : Int.max
        while size < limit {
            try check()
            buffer.resize(to: min(Self.wholeLimit, limit - size))
            let got = try source.read(into: buffer.mutableBytes, at: size, path: files[number].path)
            buffer.resize(to: got)
            content += try store(buffer.bytes, worker)
            size += got
            count(got, of: got)
            if got < Self.wholeLimit { break }
        }
        files[number].node.size = UInt64(size)
        return content
    }

    /// Stores bytes in pieces of one size.
    private func store(_ bytes: UnsafeRawBufferPointer, _ worker: Int) throws -> [ObjectID] {
        guard !bytes.isEmpty else { return [] }
        let codec = codecs[worker]
        let blocks = stride(from: 0, to: bytes.count, by: blockSize).map { start in
            UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + blockSize, bytes.count)])
        }
        let ids = codec.contentHasher.hash(blocks)
        // What lies together in a file is restored together.
        try writer.save(together: blocks, ids: ids, codec)
        return ids
    }

    private func count(_ read: Int, of wanted: Int) {
        progress.bytesRead.wrappingAdd(UInt64(read), ordering: .relaxed)
        progress.bytesDone.wrappingAdd(UInt64(wanted), ordering: .relaxed)
    }
}
