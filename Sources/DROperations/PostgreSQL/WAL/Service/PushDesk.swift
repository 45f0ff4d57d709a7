import CLinux
import DRCore
import DRRepository
import DRStorage
import DRWorkloads

/// Stores what is pushed in batches: with each file that the server hands over go those that wait behind it, so that
/// they are durable when the server comes to them.
///
/// One thread stores; each connection waits on its own thread. A file is acknowledged only when the repository holds it.
final class PushDesk: @unchecked Sendable {
    private struct Waiting {
        let number: Int
        let source: WALSource
        let cluster: UInt64
    }

    // All that changes is under the condition, but for what the storing thread alone uses.
    private let condition = ThreadCondition()
    private var waiting: [Waiting] = []
    private var answers: [Int: WALAnswer] = [:]
    private var lastNumber = 0
    private var isClosed = false
    private var thread: WorkerThread?

    private let archiver: WALArchiver
    private let note: @Sendable (String) -> Void
    /// What was stored ahead of its turn, and when.
    private var stored: [String: (file: StoredFile, time: Double)] = [:]
    private var folder: (path: WALFolder, cluster: UInt64)?
    private var smallSnapshots = 0
    private var lastUse = 0.0

    /// Bytes of a batch: they are in memory at once.
    private static let batchBytes: UInt64 = 128 << 20
    private static let batchFiles = 32
    /// Files that may be stored before the server asks for them.
    private static let aheadLimit = 96
    /// What was stored ahead is trusted for so many seconds.
    private static let trust = 600.0
    /// Seconds without work after which the lock is given back.
    private static let lockPause = 2.0
    /// Snapshots after which the small ones are put together when there is time.
    private static let consolidateAfter = 64

    init(_ site: WALSite, note: @escaping @Sendable (String) -> Void) {
        archiver = WALArchiver(site)
        self.note = note
    }

    /// Starts the thread that stores.
    func start() throws {
        thread = try WorkerThread { [self] in
            work()
            archiver.release()
        }
    }

    /// Ends the thread; who waits gets an error.
    func close() {
        condition.withLock {
            isClosed = true
            condition.wakeAll()
        }
        thread?.join()
    }

    /// Stores a file; returns when the repository holds it, or why it does not.
    func push(_ source: WALSource, _ cluster: UInt64) -> WALAnswer {
        condition.withLock {
            lastNumber += 1
            let number = lastNumber
            waiting.append(Waiting(number: number, source: source, cluster: cluster))
            condition.wakeAll()
            while true {
                if let answer = answers.removeValue(forKey: number) { return answer }
                guard !isClosed else {
                    return .failed(DRError(.tryLater, "the service ends", object: source.name.name))
                }
                condition.wait()
            }
        }
    }

    private func work() {
        while true {
            let isAhead = folder != nil && lastUse > 0 && Uptime.now - lastUse < Self.lockPause
            let taken: [Waiting]? = condition.withLock {
                if waiting.isEmpty, !isClosed, !isAhead { _ = condition.wait(seconds: 0.5) }
                guard !isClosed else { return nil }
                defer { waiting = [] }
                return waiting
            }
            guard let taken else { return }
            if !taken.isEmpty {
                lastUse = Uptime.now
                serve(taken)
            } else if isAhead {
                workAhead()
            } else if lastUse > 0, Uptime.now - lastUse > Self.lockPause {
                rest()
            }
        }
    }

    private func answer(_ request: Waiting, _ answer: WALAnswer) {
        condition.withLock {
            answers[request.number] = answer
            condition.wakeAll()
        }
    }

    private func serve(_ requests: [Waiting]) {
        var open: [Waiting] = []
        for request in requests {
            if isStored(request.source) {
                answer(request, .stored(isNew: true))
            } else {
                open.append(request)
            }
        }
        guard let first = open.first else { return }
        let own = open.filter { $0.cluster == first.cluster }
        let folder = WALFolder(of: first.source.path)
        self.folder = (folder, first.cluster)
        let names = Set(own.map(\.source.name.name))
        guard names.count == own.count else { return serveAlone(open) }
        let ahead = ahead(in: folder, beside: names)
        if own.count == open.count, keep(own.map(\.source) + ahead, first.cluster) == nil {
            for request in own { answer(request, .stored(isNew: true)) }
        } else {
            // One of them may be the reason: each on its own then.
            serveAlone(open)
        }
    }

    private func serveAlone(_ requests: [Waiting]) {
        for request in requests {
            if let error = keep([request.source], request.cluster) {
                note("\(request.source.name.name): \(error.description)")
                answer(request, .failed(error))
            } else {
                answer(request, .stored(isNew: true))
            }
        }
    }

    /// Whether a file was stored ahead, and is still the same.
    private func isStored(_ source: WALSource) -> Bool {
        guard let known = stored[source.name.name], Uptime.now - known.time < Self.trust else { return false }
        return StoredFile(source.path) == known.file
    }

    /// Files that wait behind those that are asked for, as many as a batch takes.
    private func ahead(in folder: WALFolder, beside names: Set<String>) -> [WALSource] {
        let ready: [WALSource]
        do { ready = try folder.ready() } catch {
            // A service that may not look into the folder stores what it is asked for.
            return []
        }
        let open = ready.filter { !names.contains($0.name.name) && !isStored($0) }
        let known = ready.count - open.count
        guard known < Self.aheadLimit else { return [] }
        var bytes: UInt64 = 0
        var chosen: [WALSource] = []
        for source in open.prefix(Self.batchFiles - names.count) {
            var status = stat()
            guard stat(source.path, &status) == 0 else { continue }
            bytes += UInt64(max(status.st_size, 0))
            guard bytes + UInt64(names.count) * WALSegment.usualSize <= Self.batchBytes else { break }
            chosen.append(source)
        }
        return chosen
    }

    private func workAhead() {
        guard let folder else { return }
        let batch = ahead(in: folder.path, beside: [])
        guard !batch.isEmpty else {
            condition.withLock { if waiting.isEmpty, !isClosed { _ = condition.wait(seconds: 0.05) } }
            return
        }
        if let error = keep(batch, folder.cluster) {
            note("what waits could not be stored ahead: \(error.description)")
            self.folder = nil
        }
    }

    /// Stores files as one snapshot; nil when the repository holds all of them.
    private func keep(_ sources: [WALSource], _ cluster: UInt64) -> DRError? {
        let files = sources.map { StoredFile($0.path) }
        do {
            try archiver.store(sources, of: cluster)
            let now = Uptime.now
            for (source, file) in zip(sources, files) where file != nil && file == StoredFile(source.path) {
                stored[source.name.name] = file.map { ($0, now) }
            }
            if stored.count > 4 * Self.aheadLimit { stored = stored.filter { now - $0.value.time < 60 } }
            smallSnapshots += 1
            return nil
        } catch {
            stored = [:]
            return DRError(anyStorageError: error)
        }
    }

    /// Nothing is asked for: small snapshots are put together, and the lock is given back.
    private func rest() {
        if smallSnapshots >= Self.consolidateAfter, let folder {
            do {
                _ = try archiver.consolidate(folder.cluster, before: .now, minimum: 8)
            } catch {
                note("snapshots of the log could not be put together: \(DRError(anyStorageError: error).description)")
            }
            smallSnapshots = 0
        }
        archiver.release()
        lastUse = 0
    }
}
