import DRCore
import DRLogSocket
import DRWorkloads

/// What servers wait for, what is on its way, and what the repository holds already; any thread may use it.
///
/// A file that was stored before the server came to it is acknowledged at once, if it is still the very same file.
final class PushLedger: @unchecked Sendable {
    // All that changes is under the condition.
    private let condition = ThreadCondition()
    private var waiting: [PushRequest] = []
    private var answers: [Int: WALAnswer] = [:]
    private var stored: [String: (file: StoredFile, cluster: UInt64, time: Double)] = [:]
    private var underway: Set<String> = []
    private var lastNumber = 0
    private var lastAsked = 0.0
    private var isClosed = false

    /// What was stored ahead is trusted for so many seconds.
    private static let trust = 600.0
    /// Files that are remembered, and for how many seconds beyond that.
    private static let memory = 512
    private static let shortMemory = 60.0

    /// Seconds since somebody asked; nil when nobody has.
    var idle: Double? { condition.withLock { lastAsked > 0 ? Uptime.now - lastAsked : nil } }

    /// Stores a file; returns when the repository holds it, or why it does not.
    func push(_ source: WALSource, _ cluster: UInt64) -> WALAnswer {
        condition.withLock {
            lastAsked = Uptime.now
            if isStoredNow(source, cluster) { return .stored(isNew: true) }
            lastNumber += 1
            let number = lastNumber
            waiting.append(PushRequest(number: number, source: source, cluster: cluster))
            condition.wakeAll()
            while true {
                if let answer = answers.removeValue(forKey: number) {
                    lastAsked = Uptime.now
                    return answer
                }
                guard !isClosed else {
                    return .failed(DRError(.tryLater, "the service ends", object: source.name.name))
                }
                condition.wait()
            }
        }
    }

    /// What waits and is not on its way; none after a while without any, nil when the service ends.
    func take(patience: Double) -> [PushRequest]? {
        condition.withLock {
            if waiting.allSatisfy({ underway.contains($0.source.name.name) }), !isClosed {
                _ = condition.wait(seconds: patience)
            }
            guard !isClosed else { return nil }
            let taken = waiting.filter { !underway.contains($0.source.name.name) }
            waiting.removeAll { !underway.contains($0.source.name.name) }
            return taken
        }
    }

    /// Those of some files that neither are stored nor on their way.
    func open(_ sources: [WALSource], of cluster: UInt64) -> [WALSource] {
        condition.withLock {
            sources.filter { !underway.contains($0.name.name) && !isStoredNow($0, cluster) }
        }
    }

    /// Notes that files are on their way: who asks for one of them waits for that.
    func begin(_ sources: [WALSource]) {
        condition.withLock { underway.formUnion(sources.map(\.name.name)) }
    }

    /// Notes that files are not on their way any more, and answers who waits.
    ///
    /// - Parameters:
    ///   - files: what each was before it was read, of those that the repository holds now.
    ///   - answers: what the requests get.
    func end(_ sources: [WALSource], stored files: [StoredFile?], of cluster: UInt64, _ answers: [Int: WALAnswer]) {
        let looks = zip(sources, files).filter { $1 != nil && $1 == StoredFile($0.path) }
        condition.withLock {
            let now = Uptime.now
            underway.subtract(sources.map(\.name.name))
            for (source, file) in looks { stored[source.name.name] = file.map { ($0, cluster, now) } }
            if stored.count > Self.memory { stored = stored.filter { now - $0.value.time < Self.shortMemory } }
            self.answers.merge(answers) { $1 }
            for request in waiting where isStoredNow(request.source, request.cluster) {
                self.answers[request.number] = .stored(isNew: true)
            }
            waiting.removeAll { self.answers[$0.number] != nil }
            condition.wakeAll()
        }
    }

    /// Trusts nothing any more that was stored ahead.
    func forget() {
        condition.withLock { stored = [:] }
    }

    /// Lets everybody go who waits.
    func close() {
        condition.withLock {
            isClosed = true
            condition.wakeAll()
        }
    }

    /// Whether a file was stored and is still the same; under the condition.
    private func isStoredNow(_ source: WALSource, _ cluster: UInt64) -> Bool {
        guard let known = stored[source.name.name], known.cluster == cluster, Uptime.now - known.time < Self.trust
        else {
            return false
        }
        return StoredFile(source.path) == known.file
    }
}
