import CLinux
import DRCore
import DRLogSocket
import DRRepository
import DRStorage
import DRWorkloads

/// Stores what is pushed in batches: with each file that the server hands over go those that wait behind it, so that
/// they are durable when the server comes to them.
///
/// One thread compresses batches, with helpers; a second makes them durable; each connection waits on its own. A file is
/// acknowledged only when the repository holds it.
final class PushDesk: @unchecked Sendable {
    private let ledger = PushLedger()
    private let line: PushLine
    private let note: @Sendable (String) -> Void
    private var thread: WorkerThread?

    // The thread that compresses uses these alone.
    private let archiver: WALArchiver
    private var folder: (path: WALFolder, cluster: UInt64)?
    private var smallSnapshots = 0

    /// Bytes and files of a batch: who asks for its first file waits for all of it.
    private static let batchBytes: UInt64 = 128 << 20
    private static let batchFiles = 32
    /// A server that has so many segments waiting is behind: to catch up comes first (decision 0012).
    private static let hasteFiles = 8
    /// Files that may be stored before the server asks for them.
    private static let aheadLimit = 96
    /// Seconds without work after which the lock is given back.
    private static let lockPause = 2.0
    /// Seconds between looks at what waits, while a server is at work.
    private static let lookPause = 0.05
    /// Snapshots after which the small ones are put together when there is time.
    private static let consolidateAfter = 64

    init(_ site: WALSite, note: @escaping @Sendable (String) -> Void) {
        archiver = WALArchiver(site)
        line = PushLine(ledger)
        self.note = note
    }

    /// Starts the threads that store.
    func start() throws {
        try line.start()
        thread = try WorkerThread { [self] in
            work()
            line.close()
            archiver.release()
        }
    }

    /// Ends the threads; who waits gets an error.
    func close() {
        ledger.close()
        thread?.join()
    }

    /// Stores a file; returns when the repository holds it, or why it does not.
    func push(_ source: WALSource, _ cluster: UInt64) -> WALAnswer { ledger.push(source, cluster) }

    private func work() {
        var patience = Self.lockPause
        while let requests = ledger.take(patience: patience) {
            collect(waits: false)
            let isBusy = ledger.idle.map { $0 < Self.lockPause } ?? false
            patience = isBusy ? 0 : 0.5
            if !requests.isEmpty {
                serve(requests)
            } else if isBusy, let folder {
                if !store(ahead(in: folder.path, folder.cluster, beside: []), for: [], folder.cluster) {
                    patience = Self.lookPause
                }
            } else if archiver.isLocked {
                rest()
            }
        }
        collect(waits: true)
    }

    private func serve(_ requests: [PushRequest]) {
        guard let first = requests.first else { return }
        let folder = WALFolder(of: first.source.path)
        self.folder = (folder, first.cluster)
        let names = Set(requests.map(\.source.name.name))
        guard names.count == requests.count, requests.allSatisfy({ $0.cluster == first.cluster }) else {
            return serveAlone(requests)
        }
        let ahead = ahead(in: folder, first.cluster, beside: names)
        _ = store(requests.map(\.source) + ahead, for: requests, first.cluster)
    }

    /// Compresses files as one batch and hands it on; false when there are none, or it cannot be done.
    private func store(_ sources: [WALSource], for requests: [PushRequest], _ cluster: UInt64) -> Bool {
        guard !sources.isEmpty else { return false }
        ledger.begin(sources)
        let inHaste = sources.count >= Self.hasteFiles
        let files = sources.map { StoredFile($0.path) }
        do {
            guard let (batch, confirm) = try archiver.prepare(sources, of: cluster, inHaste: inHaste) else {
                // All of it was there already, in batches that may be on their way still.
                collect(waits: true)
                answer(requests, .stored(isNew: false), sources, files, cluster)
                return true
            }
            let load = PushLine.Load(
                batch: batch,
                sources: sources,
                files: files,
                cluster: cluster,
                requests: requests,
                confirm: confirm
            )
            line.push(load)
            smallSnapshots += 1
            return true
        } catch {
            collect(waits: true)
            let error = archiver.reset(after: error)
            giveUp(sources, requests, cluster, error)
            return false
        }
    }

    private func answer(
        _ requests: [PushRequest],
        _ answer: WALAnswer,
        _ sources: [WALSource],
        _ files: [StoredFile?],
        _ cluster: UInt64
    ) {
        var answers: [Int: WALAnswer] = [:]
        for request in requests { answers[request.number] = answer }
        ledger.end(sources, stored: files, of: cluster, answers)
    }

    /// Takes note of what has become durable, and begins anew after a failure.
    private func collect(waits: Bool) {
        let outcome = line.collect(waits: waits)
        for (batch, cluster) in outcome.stored { archiver.adopt(batch, of: cluster) }
        guard let error = outcome.error else { return }
        let reason = archiver.reset(after: error)
        for load in outcome.failed { giveUp(load.sources, load.requests, load.cluster, reason) }
    }

    /// A batch could not be stored: any of its files may be the reason, so those that somebody waits for are stored alone.
    private func giveUp(_ sources: [WALSource], _ requests: [PushRequest], _ cluster: UInt64, _ error: DRError) {
        ledger.forget()
        ledger.end(sources, stored: sources.map { _ in nil }, of: cluster, [:])
        if requests.isEmpty {
            note("what waits could not be stored ahead: \(error.description)")
            folder = nil
        } else {
            serveAlone(requests)
        }
    }

    private func serveAlone(_ requests: [PushRequest]) {
        // What is on its way still may hold pieces of these files.
        collect(waits: true)
        for request in requests {
            let file = StoredFile(request.source.path)
            do {
                let isNew = try archiver.store([request.source], of: request.cluster) > 0
                answer([request], .stored(isNew: isNew), [request.source], [file], request.cluster)
                smallSnapshots += 1
            } catch {
                let error = DRError(anyStorageError: error)
                note("\(request.source.name.name): \(error.description)")
                answer([request], .failed(error), [request.source], [nil], request.cluster)
            }
        }
    }

    /// Files that wait behind those that are asked for, as many as a batch takes.
    private func ahead(in folder: WALFolder, _ cluster: UInt64, beside names: Set<String>) -> [WALSource] {
        let ready: [WALSource]
        do { ready = try folder.ready(limit: Self.aheadLimit + 2 * Self.batchFiles) } catch {
            // A service that may not look into the folder stores what it is asked for.
            return []
        }
        let open = ledger.open(ready, of: cluster).filter { !names.contains($0.name.name) }
        guard ready.count - open.count < Self.aheadLimit else { return [] }
        var bytes = UInt64(names.count) * WALSegment.usualSize
        var chosen: [WALSource] = []
        for source in open.prefix(max(Self.batchFiles - names.count, 0)) {
            var status = stat()
            guard stat(source.path, &status) == 0 else { continue }
            bytes += UInt64(max(status.st_size, 0))
            guard bytes <= Self.batchBytes else { break }
            chosen.append(source)
        }
        return chosen
    }

    /// Nothing is asked for: small snapshots are put together, and the lock is given back.
    private func rest() {
        collect(waits: true)
        if smallSnapshots >= Self.consolidateAfter, let folder {
            do {
                _ = try archiver.consolidate(folder.cluster, before: .now, minimum: 8)
            } catch {
                note("snapshots of the log could not be put together: \(DRError(anyStorageError: error).description)")
            }
            smallSnapshots = 0
        }
        archiver.release()
    }
}
