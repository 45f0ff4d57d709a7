import DRCore

/// What was measured of a repository says about alerts.
package struct RepositoryReview: Sendable {
    /// The repository, as the configuration names it.
    package var repository: String
    /// When it was looked at.
    package var time: Timestamp
    /// Its size in bytes.
    package var bytes: Int64
    /// Its size when it was looked at before.
    package var bytesBefore: Int64?
    /// When its oldest lock was written last.
    package var oldestLock: Timestamp?

    /// Describes a repository.
    package init(
        repository: String,
        time: Timestamp,
        bytes: Int64,
        bytesBefore: Int64? = nil,
        oldestLock: Timestamp? = nil
    ) {
        self.repository = repository
        self.time = time
        self.bytes = bytes
        self.bytesBefore = bytesBefore
        self.oldestLock = oldestLock
    }

    /// Seconds after which a lock is old: a program that lives writes its lock anew every five minutes.
    package static let lockLimit = 3600.0
    /// Bytes below which growth says nothing: the first backups multiply the size of a repository.
    package static let smallRepository = Int64(StorageGrowth.free)

    /// Whether a lock is there that nobody can be holding.
    package var lockAge: AlertObservation {
        guard let oldestLock, time.seconds(since: oldestLock) > Self.lockLimit else { return .good(.lock(repository)) }
        let minutes = Int64(time.seconds(since: oldestLock)) / 60 * 60
        return .wrong(
            AlertFinding(
                .lock(repository),
                .warning,
                "a lock has not been renewed for \(DurationText.format(.seconds(minutes))): whoever holds it is gone",
                object: repository,
                hint: "dr unlock removes it"
            )
        )
    }

    /// Whether it grew by more than is allowed since it was looked at before.
    package func growth(_ limit: Percentage) -> AlertObservation? {
        guard let bytesBefore, bytesBefore >= Self.smallRepository else { return nil }
        let share = Double(bytes - bytesBefore) / Double(bytesBefore)
        guard share * 100 > Double(limit.percent) else { return .good(.growth(repository)) }
        let sizes = [bytesBefore, bytes].map { ByteCount.format(UInt64(max($0, 0))) }
        return .wrong(
            AlertFinding(
                .growth(repository),
                .warning,
                "grew by \(Int(share * 100)) %, from \(sizes[0]) to \(sizes[1]); \(limit.percent) % are allowed",
                object: repository,
                hint: "see dr runs for the run that added most: new data, or data that somebody encrypted?"
            )
        )
    }
}
