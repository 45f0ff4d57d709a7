import DRCore
import DRRepository
import DRStorage
import DRWorkloads

/// An open repository with the log of a cluster in it, brought up to date whenever that is asked for; used by one thread.
///
/// Others back up, consolidate and prune meanwhile. When an index file goes, packs may have gone with it, so the index is
/// read from the beginning; the key is kept, unless another repository lies in the place of this one.
final class WALSession {
    let site: WALSite
    private var repository: Repository?
    private var isDoubtful = false
    private var indexes: Set<ObjectID> = []
    private var archive: WALArchive?

    init(_ site: WALSite) {
        self.site = site
    }

    /// The log as it was seen last; nil before it was read.
    func known(_ cluster: UInt64) -> WALArchive? {
        archive.flatMap { $0.systemIdentifier == cluster ? $0 : nil }
    }

    /// Gives back what memory it takes to store.
    func rest() { archive?.rest() }

    /// The repository, opened when it is not yet, or when another one is there now.
    func opened() throws -> Repository {
        if let repository, try !isDoubtful || repository.isStillThere() {
            isDoubtful = false
            return repository
        }
        forget()
        let opened = try site.open()
        repository = opened
        isDoubtful = false
        return opened
    }

    /// Makes sure, when the repository is needed next, that it is still the same.
    func doubt() { isDoubtful = true }

    /// The log as it is now.
    ///
    /// - Throws: `DRError` or `StorageFailure` when it cannot be read; the next call begins from the start then.
    func current(_ cluster: UInt64) throws -> WALArchive {
        do {
            return try refreshed(cluster)
        } catch let failure as StorageFailure where failure.reason == .notFound {
            // What another program replaced while it was read is found under its new name.
            forget()
            return try refreshed(cluster)
        } catch {
            forget()
            throw error
        }
    }

    private func refreshed(_ cluster: UInt64) throws -> WALArchive {
        if let present = try opened().loadIndex(beyond: indexes) {
            indexes = present
        } else {
            forget()
            indexes = try opened().loadIndex(beyond: []) ?? []
        }
        let log =
            try known(cluster)
            ?? WALArchive(
                opened(),
                systemIdentifier: cluster,
                tags: site.tags,
                writeOptions: site.writeOptions
            )
        try log.refresh()
        archive = log
        return log
    }

    /// Lets go of all that was read, as after a failed write, whose claims in the index hold no longer; the key is kept.
    func forget() {
        isDoubtful = true
        repository = repository?.withEmptyIndex()
        indexes = []
        archive = nil
    }
}
