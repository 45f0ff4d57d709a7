import CLinux
import DRCore
import DRWorkloads

/// The transactions that the log of a cluster holds, in the order in which they took effect.
///
/// What the server has removed from its directory comes from the archive. One segment at a time is in memory.
struct CommitLog {
    /// The data directory.
    let data: String
    /// Fetches a file of the archived log; nil when it is certain that the archive does not hold it.
    let archive: (String) throws -> ByteBuffer?

    /// Reads the log.
    ///
    /// - Parameters:
    ///   - position: where to begin.
    ///   - newest: the last segment that is whole; its timeline tells the way of the log.
    ///   - limit: transactions that committed here or later are left out; nil takes all.
    /// - Throws: `DRError` with code `recoveryTargetUnreachable` that names the segment which neither place holds.
    func commits(
        from position: LogSequenceNumber,
        through newest: WALSegment,
        before limit: LogSequenceNumber? = nil,
        _ context: ActionContext
    ) throws -> [WALCommit] {
        let limit = min(limit ?? newest.end, newest.end)
        guard position < limit else { return [] }
        let cluster = try ControlFile.read(data).systemIdentifier
        let history = try history(of: newest.timeline)
        var reader = WALCommitReader()
        for number in position.offset / newest.size...(limit.offset - 1) / newest.size {
            try context.check()
            let segment = history.segment(number, size: newest.size)
            let content = try present(segment, cluster) ?? archive(segment.name)
            guard let content else { throw missing(segment.name) }
            try reader.read(content.bytes, of: segment, before: limit)
        }
        return reader.commits.filter { $0.position >= position }
    }

    /// A segment as the directory of the server holds it; nil when it is not there, or not whole.
    private func present(_ segment: WALSegment, _ cluster: UInt64) throws -> ByteBuffer? {
        let path = folder + segment.name
        do {
            guard let bytes = try FileBytes.read(path, limit: Int(segment.size)), bytes.count == Int(segment.size)
            else { return nil }
            let content = ByteBuffer(bytes)
            let header = try WALSegmentHeader(content.bytes, name: segment.name)
            // The server gives a file that it needs no longer another name, and writes over it.
            guard header.systemIdentifier == cluster, header.position == segment.start, access(path, F_OK) == 0 else {
                return nil
            }
            return content
        } catch let error as DRError {
            guard error.code == .integrity || access(path, F_OK) != 0 else { throw error }
            return nil
        }
    }

    private func history(of timeline: UInt32) throws -> TimelineHistory {
        guard timeline > 1 else { return TimelineHistory(first: timeline) }
        let name = WALFileName.history(timeline: timeline).name
        if let bytes = try FileBytes.read(folder + name, limit: 1 << 20) {
            return try TimelineHistory(timeline: timeline, bytes)
        }
        guard let content = try archive(name) else { throw missing(name) }
        return try TimelineHistory(timeline: timeline, content.array)
    }

    private var folder: String { data + "/pg_wal/" }

    private func missing(_ name: String) -> DRError {
        DRError(
            .recoveryTargetUnreachable,
            "a file of the log is neither in pg_wal nor in the archive, so the damage cannot be looked for",
            object: name,
            hint:
                "archive it from another copy with dr wal push, or restore to a moment that you know (dr restore --at)"
        )
    }
}
