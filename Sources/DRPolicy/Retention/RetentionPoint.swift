import DRCore

/// What retention must know of a snapshot.
///
/// Copies share what they hold: a decision moves hundreds of thousands of them from list to list.
package struct RetentionPoint: Hashable, Sendable {
    private var shared: Shared

    /// Makes a point from its parts.
    ///
    /// - Parameters:
    ///   - id: the name of the snapshot; of two at one instant the smaller name counts as the newer.
    ///   - utcOffset: seconds east of UTC of the clock that the time was written with: hours, days, weeks, months and
    ///     years are those of that clock, wherever and whenever the decision is made.
    package init(
        id: String,
        time: Timestamp,
        utcOffset: Int32 = 0,
        hostname: String = "",
        paths: [String] = [],
        tags: [String] = []
    ) {
        shared = Shared(
            Parts(id: id, time: time, utcOffset: utcOffset, hostname: hostname, paths: paths, tags: tags)
        )
    }

    /// The name of the snapshot.
    package var id: String {
        get { shared.parts.id }
        set { change { $0.id = newValue } }
    }

    /// When it was made.
    package var time: Timestamp {
        get { shared.parts.time }
        set { change { $0.time = newValue } }
    }

    /// Seconds east of UTC of the clock that the time was written with.
    package var utcOffset: Int32 {
        get { shared.parts.utcOffset }
        set { change { $0.utcOffset = newValue } }
    }

    /// The host that it is of.
    package var hostname: String {
        get { shared.parts.hostname }
        set { change { $0.hostname = newValue } }
    }

    /// What was backed up.
    package var paths: [String] {
        get { shared.parts.paths }
        set { change { $0.paths = newValue } }
    }

    /// The tags that it bears.
    package var tags: [String] {
        get { shared.parts.tags }
        set { change { $0.tags = newValue } }
    }

    package static func == (left: RetentionPoint, right: RetentionPoint) -> Bool {
        left.shared === right.shared || left.shared.parts == right.shared.parts
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(shared.parts)
    }

    private mutating func change(_ change: (inout Parts) -> Void) {
        var parts = shared.parts
        change(&parts)
        shared = Shared(parts)
    }

    private struct Parts: Hashable {
        var id: String
        var time: Timestamp
        var utcOffset: Int32
        var hostname: String
        var paths: [String]
        var tags: [String]
    }

    private final class Shared: Sendable {
        let parts: Parts

        init(_ parts: Parts) {
            self.parts = parts
        }
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
