import CLinux
import DRCore
import DRRepository
import DRWorkloads

/// Hands out files of the log, and reads those that follow before they are asked for.
final class FetchDesk: @unchecked Sendable {
    // All that changes is under the condition; the retriever is used by whoever holds `isReading`.
    private let condition = ThreadCondition()
    private var ready: [String: ByteBuffer] = [:]
    private var wanted: (name: String, cluster: UInt64, size: UInt64)?
    private var asked: String?
    private var isReading = false
    private var isClosed = false
    private var thread: WorkerThread?
    private let retriever: WALRetriever

    /// Bytes that are read ahead: they are in memory.
    private static let aheadBytes: UInt64 = 128 << 20

    init(_ site: WALSite) {
        retriever = WALRetriever(site)
    }

    /// Starts the thread that reads ahead.
    func start() throws {
        thread = try WorkerThread { [self] in work() }
    }

    /// Ends the thread.
    func close() {
        condition.withLock {
            isClosed = true
            condition.wakeAll()
        }
        thread?.join()
    }

    /// Writes a file to a descriptor.
    func get(_ request: WALRequest, into descriptor: Int32) -> WALAnswer {
        do {
            guard let content = try content(request) else { return .absent }
            let file = FileDescriptor(owning: dup(descriptor))
            guard file.raw >= 0 else { throw DRError.system("use", request.file, errno: clinux_errno()) }
            try file.writeAll(content.bytes, at: 0, path: request.file)
            return .found
        } catch {
            return .failed(DRError(anyStorageError: error))
        }
    }

    private func content(_ request: WALRequest) throws -> ByteBuffer? {
        let known: ByteBuffer? = condition.withLock {
            asked = request.file
            defer { asked = nil }
            // Another thread may be reading just this file.
            while isReading, !isClosed, ready[request.file] == nil { condition.wait() }
            if let known = ready.removeValue(forKey: request.file) { return known }
            isReading = true
            return nil
        }
        if let known {
            follow(request, known)
            return known
        }
        defer { stopReading() }
        let content = try retriever.content(
            request.file,
            of: request.cluster,
            partial: request.partial,
            patience: request.patience
        )
        if let content { follow(request, content) }
        return content
    }

    private func stopReading() {
        condition.withLock {
            isReading = false
            condition.wakeAll()
        }
    }

    /// Notes that what comes after a segment will be asked for.
    private func follow(_ request: WALRequest, _ content: ByteBuffer) {
        guard case .segment = WALFileName(request.file) else { return }
        condition.withLock {
            wanted = (request.file, request.cluster, UInt64(content.count))
            // What lies before is not asked for again.
            ready = ready.filter { $0.key > request.file && $0.key.prefix(8) == request.file.prefix(8) }
            condition.wakeAll()
        }
    }

    private func work() {
        while true {
            let next: (name: String, cluster: UInt64, size: UInt64)? = condition.withLock {
                while !isClosed {
                    if wanted != nil, !isReading, asked == nil { break }
                    condition.wait()
                }
                guard !isClosed else { return nil }
                isReading = true
                return wanted
            }
            guard let next else { return }
            let isDone = !readAhead(next)
            condition.withLock {
                isReading = false
                if isDone, let now = wanted, now.name == next.name { wanted = nil }
                condition.wakeAll()
            }
        }
    }

    /// Reads the next segment that is not there yet; false when there is nothing more to read.
    private func readAhead(_ last: (name: String, cluster: UInt64, size: UInt64)) -> Bool {
        let limit = max(Int(Self.aheadBytes / max(last.size, 1)), 1)
        do {
            let names = retriever.following(last.name, of: last.cluster, segmentSize: last.size, limit: limit)
            let known = condition.withLock { Set(ready.keys) }
            guard let name = names.first(where: { !known.contains($0) }) else { return false }
            guard let content = try retriever.content(name, of: last.cluster, partial: .never, patience: 0) else {
                return false
            }
            condition.withLock { ready[name] = content }
            return true
        } catch {
            // Whoever asks for the file gets the error of a try of its own.
            return false
        }
    }
}
