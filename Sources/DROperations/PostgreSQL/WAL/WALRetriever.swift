import DRCore
import DRLogSocket
import DRRepository
import DRStorage
import DRWorkloads

/// Finds files of the write-ahead log in a repository; used by one thread.
///
/// No lock is taken, so that a read-only repository will do. What another program replaces meanwhile is looked for again.
package final class WALRetriever {
    private let session: WALSession

    /// Prepares; nothing is opened yet.
    package init(_ site: WALSite) {
        session = WALSession(site)
    }

    /// The content of a file; nil when it is certain that the log does not hold it.
    ///
    /// - Parameters:
    ///   - partial: when an unfinished segment takes the place of the whole one.
    ///   - patience: for so many seconds what fails is tried again.
    /// - Throws: `DRError` on any doubt: what cannot be read may be there.
    package func content(
        _ name: String,
        of cluster: UInt64,
        partial: PartialPolicy = .auto,
        patience: Double
    ) throws -> ByteBuffer? {
        let start = Uptime.now
        var wait = 0.5
        while true {
            do {
                return try content(name, of: cluster, partial)
            } catch {
                session.forget()
                let error = DRError(anyStorageError: error)
                let rest = patience - (Uptime.now - start)
                guard rest > 0, Self.mayPass(error) else { throw error }
                try Uptime.sleep(min(wait, rest), session.site.cancellation)
                wait = min(wait * 2, 20)
            }
        }
    }

    /// A password that is wrong, a configuration that is bad and a wish to stop do not pass.
    private static func mayPass(_ error: DRError) -> Bool {
        switch error.code {
        case .usage, .wrongPassword, .configurationInvalid, .interrupted, .terminated, .refusedByGuardrail: false
        default: true
        }
    }

    private func content(_ name: String, of cluster: UInt64, _ partial: PartialPolicy) throws -> ByteBuffer? {
        // What is known is tried first; whatever fails there is looked for anew.
        if let log = session.known(cluster), log.files[name] != nil {
            do { return try log.content(name) } catch { session.forget() }
        }
        let log = try session.current(cluster)
        if let found = try find(name, in: log, partial) { return found }
        // A listing that others change meanwhile may miss what is there: only two that agree prove an absence.
        var seen = try log.refresh()
        for _ in 0..<Self.looks {
            if let found = try find(name, in: log, partial) { return found }
            let again = try log.refresh()
            guard again != seen else { break }
            seen = again
        }
        if let found = try find(name, in: log, partial) { return found }
        if let (_, error) = log.unreadable.min(by: { $0.key < $1.key }) {
            throw DRError(
                error.code,
                "the file is not in the snapshots that can be read, but there are damaged ones: \(error.message)",
                object: error.object,
                hint: "mend it from a copy of the repository; dr forget removes it if nothing can be saved"
            )
        }
        return nil
    }

    private static let looks = 5

    private func find(_ name: String, in log: WALArchive, _ partial: PartialPolicy) throws -> ByteBuffer? {
        if let whole = try log.content(name) { return whole }
        guard partial != .never, case .segment = WALFileName(name), log.files[name + ".partial"] != nil else {
            return nil
        }
        guard try partial == .always || !log.isContinued(afterSegment: name) else { return nil }
        return try log.content(name + ".partial")
    }

    /// Readers of the archived segments that follow one on its timeline, as far as the log was seen, at most so many.
    package func following(_ name: String, of cluster: UInt64, segmentSize: UInt64, limit: Int) -> [WALFileReader] {
        guard let log = session.known(cluster), var segment = WALSegment(name: name, size: segmentSize) else {
            return []
        }
        var readers: [WALFileReader] = []
        while readers.count < limit {
            segment = segment.next
            guard let reader = log.reader(segment.name) else { break }
            readers.append(reader)
        }
        return readers
    }
}
