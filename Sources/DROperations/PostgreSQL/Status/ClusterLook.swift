import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Looks at the cluster of a plan and at its log in the repository; the repository stays open from look to look.
///
/// Used by one thread at a time.
package final class ClusterLook {
    /// What was seen, with what it rests on.
    package struct Sight {
        /// The figures.
        package var facts: ClusterFacts
        /// What can be reached; nil when the repository could not be read.
        package var window: RecoveryWindow?
        /// The timelines with the newest whole segment of each.
        package var timelines: [(timeline: UInt32, segment: String, modified: Timestamp)] = []
    }

    private let installation: Installation
    private let access: ClusterAccess
    private let session: WALSession
    private var cluster: UInt64?
    private var segmentSize: UInt64?
    private var bases: [ObjectID: RecoveryBase?] = [:]

    /// Prepares; nothing is asked yet.
    ///
    /// - Throws: `DRError` (usage) when it is not the plan of a cluster.
    package init(
        _ installation: Installation,
        plan: String,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        self.installation = installation
        access = try ClusterAccess(installation, plan: plan, cancellation: cancellation, note: note)
        session = WALSession(try WALSite(installation, plan: plan, cancellation: cancellation, note: note))
    }

    /// Looks once; what cannot be asked is told in the facts.
    package func look(since: Timestamp?) -> Sight {
        var sight = Sight(facts: ClusterFacts(plan: access.plan, time: installation.clock.now))
        sight.facts.since = since
        var server: ServerLook?
        do {
            let found = try ServerLook(access.connect(), slot: access.source.wal.slot)
            server = found
            cluster = found.cluster
            segmentSize = found.segmentSize
            sight.facts.isArchivingFailing = found.isArchivingFailing
            sight.facts.waiting = found.waiting
            sight.facts.waitingBytes = found.waiting * Int64(clamping: found.segmentSize)
            sight.facts.slot = found.slot
        } catch {
            sight.facts.serverProblem = "the server cannot be asked: \(DRError(anyStorageError: error).description)"
        }
        do {
            try lookIntoRepository(&sight, server)
        } catch {
            session.forget()
            sight.facts.repositoryProblem =
                "the log in the repository cannot be read: \(DRError(anyStorageError: error).description)"
        }
        return sight
    }

    private func lookIntoRepository(_ sight: inout Sight, _ server: ServerLook?) throws {
        if cluster == nil { cluster = try clusterOfLog() }
        sight.facts.cluster = cluster
        guard let cluster else {
            sight.facts.bases = 0
            return
        }
        let log = try session.current(cluster)
        let size = segmentSize ?? log.files.values.first { $0.name.utf8.count == 24 }?.size ?? WALSegment.usualSize
        let window = RecoveryWindow(
            bases: try bases(of: cluster),
            log: RecoveryLog(
                files: log.files.values.map { (name: $0.name, modified: $0.modified) },
                histories: try log.histories(),
                segmentSize: size
            )
        )
        sight.window = window
        sight.facts.gaps = Int64(window.gaps.count)
        sight.facts.firstGap = window.gaps.first?.text
        sight.facts.bases = Int64(window.bases.count - window.unusable.count)
        sight.facts.reachableFrom = window.ranges.last?.lowerBound
        sight.facts.reachableTo = window.ranges.last?.upperBound
        sight.timelines = Self.timelines(log, size)
        if let server { measure(&sight.facts, log, server) }
    }

    /// How far the repository is behind the server.
    ///
    /// Where the server ends segments by time and none waits, no more than that time can be missing.
    private func measure(_ facts: inout ClusterFacts, _ log: WALArchive, _ server: ServerLook) {
        let end = log.end(segmentSize: server.segmentSize)
        let position = end?.position ?? LogSequenceNumber(offset: 0)
        guard server.position > position else {
            facts.lag = 0
            facts.lagBytes = 0
            return
        }
        guard let end else { return }
        facts.lagBytes = Int64(clamping: server.position.offset - position.offset)
        var lag = max(facts.time.seconds(since: end.time), 0)
        if server.archiveTimeout > 0, server.waiting == 0, !server.isArchivingFailing {
            lag = min(lag, server.archiveTimeout)
        }
        facts.lag = lag
    }

    private static func timelines(
        _ log: WALArchive,
        _ size: UInt64
    ) -> [(timeline: UInt32, segment: String, modified: Timestamp)] {
        var newest: [UInt32: (segment: WALSegment, modified: Timestamp)] = [:]
        for file in log.files.values {
            guard let segment = WALSegment(name: file.name, size: size) else { continue }
            if let known = newest[segment.timeline], known.segment >= segment { continue }
            newest[segment.timeline] = (segment, file.modified)
        }
        return newest.sorted { $0.key < $1.key }.map { ($0.key, $0.value.segment.name, $0.value.modified) }
    }

    /// The cluster whose log the plan keeps, as its newest snapshot says.
    private func clusterOfLog() throws -> UInt64? {
        if let data = access.settings.dataDirectory, let found = try WALIdentity.cluster(dataDirectory: data) {
            return found
        }
        let tags = Set(["dr", WALArchive.tag] + session.site.tags)
        let newest = try session.opened().snapshots { _, _ in }.last(where: { tags.isSubset(of: $0.tags) })
        return newest?.tags.compactMap { WALArchive.cluster(ofTag: $0) }.first
    }

    /// The base backups of a cluster; each is read once.
    private func bases(of cluster: UInt64) throws -> [RecoveryBase] {
        let repository = try session.opened()
        // A snapshot that cannot be read could not be recovered from either.
        bases = try RecoveryBase.all(in: repository, of: cluster, known: bases) { _, _ in }
        return bases.values.compactMap { $0 }
    }
}
