import DRCore

/// The history of a timeline: where each of its ancestors ended.
///
/// Source: PostgreSQL, "Continuous Archiving and Point-in-Time Recovery", section on timelines; `timeline.c`.
package struct TimelineHistory: Hashable, Sendable {
    /// An ancestor.
    package struct Ancestor: Hashable, Sendable {
        /// The timeline.
        package let timeline: UInt32
        /// Where the next timeline branched off.
        package let end: LogSequenceNumber
        /// Why, as PostgreSQL wrote it.
        package let reason: String
    }

    /// The timeline whose history it is.
    package let timeline: UInt32
    /// Its ancestors, the oldest first.
    package let ancestors: [Ancestor]

    /// The history of a timeline without ancestors.
    package init(first timeline: UInt32) {
        self.timeline = timeline
        ancestors = []
    }

    /// Reads the content of a `.history` file.
    ///
    /// - Throws: `DRError` with code `integrity` for a line that is none, or timelines that do not ascend.
    package init(timeline: UInt32, _ bytes: [UInt8]) throws {
        var ancestors: [Ancestor] = []
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let words = line.split(maxSplits: 2, whereSeparator: { $0 == "\t" || $0 == " " })
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count >= 2, let number = UInt32(first), let end = LogSequenceNumber(words[1]),
                number > ancestors.last?.timeline ?? 0, number < timeline
            else {
                throw DRError(
                    .integrity,
                    "a line of the timeline history is damaged: \(line)",
                    object: WALFileName.history(timeline: timeline).name
                )
            }
            ancestors.append(Ancestor(timeline: number, end: end, reason: words.count > 2 ? String(words[2]) : ""))
        }
        self.timeline = timeline
        self.ancestors = ancestors
    }

    /// The file that a recovery along this timeline reads for a segment number: that of the newest timeline which had begun.
    ///
    /// Source: PostgreSQL, `XLogFileReadAnyTLI`.
    ///
    /// - Parameter size: of a segment, in bytes.
    package func segment(_ number: UInt64, size: UInt64) -> WALSegment {
        let ancestor = ancestors.first { number < $0.end.offset / size }
        return WALSegment(timeline: ancestor?.timeline ?? timeline, number: number, size: size)
    }

    /// Whether a position on a timeline lies on the way to this timeline.
    package func contains(_ position: LogSequenceNumber, on other: UInt32) -> Bool {
        if other == timeline { return ancestors.last.map { position >= $0.end } ?? true }
        guard let place = ancestors.firstIndex(where: { $0.timeline == other }) else { return false }
        let start = place == 0 ? LogSequenceNumber(offset: 0) : ancestors[place - 1].end
        return position >= start && position <= ancestors[place].end
    }
}
