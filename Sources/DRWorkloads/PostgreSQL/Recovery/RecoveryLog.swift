import DRCore

/// Which segments of a write-ahead log there are, for decisions on what can be reached.
package struct RecoveryLog: Hashable, Sendable {
    /// The size of a segment in bytes.
    package let segmentSize: UInt64
    /// When the server wrote each whole segment last, UTC.
    package private(set) var segments: [WALSegment: Timestamp] = [:]
    /// The same of unfinished segments, which count where the whole one is missing.
    package private(set) var partials: [WALSegment: Timestamp] = [:]
    /// The histories by timeline; a timeline without one has no ancestors.
    package private(set) var histories: [UInt32: TimelineHistory]

    /// Takes the names of files with the time at which each was written; what is no segment is passed over.
    ///
    /// - Parameters:
    ///   - histories: of every timeline but the first.
    ///   - segmentSize: in bytes.
    package init(
        files: some Sequence<(name: String, modified: Timestamp)>,
        histories: [TimelineHistory],
        segmentSize: UInt64
    ) {
        self.segmentSize = segmentSize
        self.histories = Dictionary(histories.map { ($0.timeline, $0) }) { first, _ in first }
        for (name, modified) in files {
            switch WALFileName(name) {
            case .segment: if let segment = WALSegment(name: name, size: segmentSize) { segments[segment] = modified }
            case .partial:
                if let segment = WALSegment(name: name.prefix(24), size: segmentSize) { partials[segment] = modified }
            case .history, .backup, nil: break
            }
        }
    }

    /// The timelines that there are, ascending.
    package var timelines: [UInt32] {
        Set(segments.keys.map(\.timeline)).union(partials.keys.map(\.timeline)).union(histories.keys).sorted()
    }

    /// What is known of a timeline's ancestors.
    package func history(_ timeline: UInt32) -> TimelineHistory {
        histories[timeline] ?? TimelineHistory(first: timeline)
    }

    /// The file that a recovery along a timeline reads for a segment number.
    package func segment(_ number: UInt64, along history: TimelineHistory) -> WALSegment {
        history.segment(number, size: segmentSize)
    }

    /// When a segment was written last, whole or unfinished; nil when it is missing.
    package func time(_ segment: WALSegment) -> Timestamp? { segments[segment] ?? partials[segment] }
}
