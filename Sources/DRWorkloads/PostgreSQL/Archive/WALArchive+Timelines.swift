import DRCore
import DRRepository

extension WALArchive {
    /// The histories of the timelines that are archived, the oldest timeline first.
    ///
    /// - Throws: `DRError` (integrity) for a damaged one; what the storage throws.
    package func histories() throws -> [TimelineHistory] {
        try files.keys.sorted().compactMap { name in
            guard case .history(let timeline) = WALFileName(name), let bytes = try content(name) else { return nil }
            return try TimelineHistory(timeline: timeline, bytes.array)
        }
    }

    /// Whether a newer timeline branched off in the unfinished segment of this name, or before it.
    package func isContinued(afterSegment name: String) throws -> Bool {
        guard let size = files[name + ".partial"]?.size, let segment = WALSegment(name: name, size: size) else {
            return false
        }
        return try histories().contains { history in
            history.ancestors.contains { $0.timeline == segment.timeline && $0.end < segment.end }
        }
    }
}
