import DRCore

/// What retention must know of a snapshot.
package struct RetentionPoint: Hashable, Sendable {
    /// The name of the snapshot; of two at one instant the smaller name counts as the newer.
    package var id: String
    package var time: Timestamp
    /// Seconds east of UTC of the clock that the time was written with: hours, days, weeks, months and years are those
    /// of that clock, wherever and whenever the decision is made.
    package var utcOffset: Int32
    package var hostname: String
    package var paths: [String]
    package var tags: [String]

    /// Makes a point from its parts.
    package init(
        id: String,
        time: Timestamp,
        utcOffset: Int32 = 0,
        hostname: String = "",
        paths: [String] = [],
        tags: [String] = []
    ) {
        self.id = id
        self.time = time
        self.utcOffset = utcOffset
        self.hostname = hostname
        self.paths = paths
        self.tags = tags
    }

    /// The clock and calendar that the snapshot was made under.
    package var local: CivilTime {
        CivilTime(utcSeconds: time.seconds + Int64(utcOffset))
    }

    /// Whether the snapshot bears all of `list`, compared byte by byte.
    ///
    /// An empty name in the list stands for a snapshot without tags, as in restic's `HasTags`.
    package func hasTags(_ list: [String]) -> Bool {
        for wanted in list {
            if wanted.isEmpty && tags.isEmpty { return true }
            guard tags.contains(where: { $0.utf8.elementsEqual(wanted.utf8) }) else { return false }
        }
        return true
    }

    static func isNewer(_ left: RetentionPoint, _ right: RetentionPoint) -> Bool {
        left.time == right.time ? left.id < right.id : left.time > right.time
    }
}
