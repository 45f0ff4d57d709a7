import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Drops the log that no kept base backup of a plan needs, and puts small snapshots of the rest together.
package struct WALRetention: Sendable {
    /// What came of it.
    package struct Outcome: Sendable {
        /// Files that were dropped.
        package var dropped = 0
        /// Snapshots that were put together.
        package var consolidated = 0
    }

    private let site: WALSite

    /// Takes the log of a plan.
    package init(_ site: WALSite) {
        self.site = site
    }

    /// Does it for every cluster whose log the plan keeps; the space is freed by prune.
    ///
    /// - Throws: `DRError` when the repository cannot be read or written. What was dropped by then stays dropped.
    package func apply() throws -> Outcome {
        var outcome = Outcome()
        let archiver = WALArchiver(site)
        defer { archiver.release() }
        for cluster in try clusters() {
            try archiver.working(cluster) { (log: WALArchive, confirm: () throws -> Void) -> Void in
                try confirm()
                // What a damaged snapshot needs nobody knows: nothing is dropped then.
                let bases = try RecoveryBase.all(in: log.repository, of: cluster) { id, error in
                    throw error.about("snapshot \(id.hex)")
                }.values.compactMap { $0 }
                let size = log.files.values.first { $0.name.utf8.count == 24 }?.size ?? WALSegment.usualSize
                if let need = WALNeed(bases, segmentSize: size) {
                    outcome.dropped += try log.drop(hostname: site.host, programVersion: ProgramVersion.text) {
                        need.contains($0.name)
                    }.count
                }
                outcome.consolidated += try log.consolidate(
                    before: .now,
                    hostname: site.host,
                    programVersion: ProgramVersion.text
                )
            }
        }
        return outcome
    }

    private func clusters() throws -> [UInt64] {
        let tags = Set(["dr", WALArchive.tag] + site.tags)
        let snapshots = try site.open().snapshots { _, _ in }.filter { tags.isSubset(of: $0.tags) }
        return Set(snapshots.flatMap(\.tags).compactMap { WALArchive.cluster(ofTag: $0) }).sorted()
    }
}
