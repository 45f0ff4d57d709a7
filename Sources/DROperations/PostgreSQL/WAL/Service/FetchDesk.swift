import CLinux
import DRCore
import DRLogSocket
import DRRepository
import DRStorage
import DRWorkloads

/// Hands out files of the log, and reads those that follow before they are asked for.
///
/// What is read ahead lies in files without names beside the data directory that is recovered: the asker gives the next one
/// its name, and nothing is copied while the server waits.
final class FetchDesk: @unchecked Sendable {
    /// What a recovery will ask for.
    private struct Course {
        let cluster: UInt64
        let folder: String
        let user: uid_t
        /// How many files lie ready at most.
        let depth: Int
        /// How many are read at a time: more than there are processors would only make the next one late, unless the storage is
        /// what takes the time.
        let width: Int
        /// What is not begun yet.
        var rest: ArraySlice<WALFileReader>
    }

    /// Owned by the thread that took it.
    private struct Job {
        let reader: WALFileReader
        let folder: String
        let user: uid_t
        let turn: Int
    }

    // All that changes is under the condition; the retriever is used under the lock of its own.
    private let condition = ThreadCondition()
    private var course: Course?
    private var turn = 0
    private var ready: [String: SpooledFile] = [:]
    private var reading: Set<String> = []
    private var isClosed = false
    private var threads: [WorkerThread] = []
    private let lookup = ThreadCondition()
    private let retriever: WALRetriever

    /// Bytes that are read ahead.
    private static let aheadBytes = 256 << 20
    /// Segments that are looked up at a time.
    private static let courseLength = 1024
    /// Threads that read ahead: more than there are processors, as some wait for a distant storage.
    private static let threadCount = max(WorkerThread.processorCount, 4)

    init(_ site: WALSite) {
        retriever = WALRetriever(site)
    }

    /// Starts the threads that read ahead.
    func start() throws {
        for _ in 0..<Self.threadCount { threads.append(try WorkerThread { [self] in work() }) }
    }

    /// Ends the threads.
    func close() {
        condition.withLock {
            isClosed = true
            condition.wakeAll()
        }
        for thread in threads { thread.join() }
    }

    /// Finds a file; when it is found it comes with the answer.
    func get(_ request: WALRequest, for user: uid_t) -> (answer: WALAnswer, file: SpooledFile?) {
        do {
            if let file = aheadOf(request) { return (.found, file) }
            guard let file = try read(request, for: user) else { return (.absent, nil) }
            return (.found, file)
        } catch {
            return (.failed(DRError(anyStorageError: error)), nil)
        }
    }

    /// The file, if it was read ahead; one that is just being read is waited for.
    private func aheadOf(_ request: WALRequest) -> SpooledFile? {
        condition.withLock {
            guard course?.cluster == request.cluster else { return nil }
            while reading.contains(request.file), !isClosed { condition.wait() }
            guard let file = ready.removeValue(forKey: request.file) else { return nil }
            // What lies before is not asked for again.
            ready = ready.filter { $0.key > request.file }
            condition.wakeAll()
            return file
        }
    }

    private func read(_ request: WALRequest, for user: uid_t) throws -> SpooledFile? {
        let (content, following): (ByteBuffer?, [WALFileReader]) = try lookup.withLock {
            let content = try retriever.content(
                request.file,
                of: request.cluster,
                partial: request.partial,
                patience: request.patience
            )
            guard let content, case .segment = WALFileName(request.file) else { return (content, []) }
            let following = retriever.following(
                request.file,
                of: request.cluster,
                segmentSize: UInt64(content.count),
                limit: Self.courseLength
            )
            return (content, following)
        }
        guard let content else { return nil }
        if case .segment = WALFileName(request.file) {
            begin(
                Course(
                    cluster: request.cluster,
                    folder: request.folder,
                    user: user,
                    depth: max(Self.aheadBytes / max(content.count, 1), 2),
                    width: max(WorkerThread.processorCount, following.first?.repository.backend.parallelism ?? 1),
                    rest: following[...]
                )
            )
        }
        let file = try SpooledFile(request.file, in: request.folder, for: user)
        try file.write(content.bytes, at: 0)
        return file
    }

    private func begin(_ course: Course) {
        condition.withLock {
            self.course = course
            turn += 1
            ready = [:]
            reading = []
            condition.wakeAll()
        }
    }

    private func work() {
        // The server replays meanwhile, on the same processors.
        WorkerThread.giveWay()
        var codec: (repository: Repository, codec: BlobCodec)?
        let space = ByteBuffer()
        while let job = next() {
            let file = Result {
                let repository = job.reader.repository
                let own = try codec.flatMap { $0.repository === repository ? $0.codec : nil } ?? repository.makeCodec()
                codec = (repository, own)
                let file = try SpooledFile(job.reader.file.name, in: job.folder, for: job.user)
                try job.reader.read(own, space) { try file.write($0, at: $1) }
                return file
            }
            end(job, file)
        }
    }

    /// The next file to read; waits for one.
    private func next() -> Job? {
        condition.withLock {
            while !isClosed {
                if let now = course, reading.count < now.width, ready.count + reading.count < now.depth,
                    let reader = course?.rest.popFirst()
                {
                    reading.insert(reader.file.name)
                    return Job(reader: reader, folder: now.folder, user: now.user, turn: turn)
                }
                condition.wait()
            }
            return nil
        }
    }

    private func end(_ job: Job, _ file: Result<SpooledFile, any Error>) {
        condition.withLock {
            guard job.turn == turn else { return }
            reading.remove(job.reader.file.name)
            switch file {
            case .success(let file): ready[job.reader.file.name] = file
            // Whoever asks for it gets the error of a try of its own.
            case .failure: course?.rest = []
            }
            condition.wakeAll()
        }
    }
}
