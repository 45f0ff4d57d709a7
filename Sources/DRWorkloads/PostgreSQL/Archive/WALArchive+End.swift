import DRCore
import DRRepository

extension WALArchive {
    /// Where the log ends that the repository holds, and when the server wrote that; nil for an empty log.
    ///
    /// It is the end of the newest segment of the newest timeline, or of what a receiver stored after it.
    package func end(segmentSize: UInt64) -> (position: LogSequenceNumber, time: Timestamp)? {
        var newest: (segment: WALSegment, time: Timestamp)?
        for file in files.values {
            guard let segment = WALSegment(name: file.name, size: segmentSize) else { continue }
            if let known = newest, known.segment >= segment { continue }
            newest = (segment, file.modified)
        }
        let whole = newest.map { (position: $0.segment.end, time: $0.time) }
        guard let tail = tailEnd, tail.position > whole?.position ?? LogSequenceNumber(offset: 0) else { return whole }
        return tail
    }

    /// How far the unfinished segment reaches that a receiver stored last.
    private var tailEnd: (position: LogSequenceNumber, time: Timestamp)? {
        batches.values.compactMap { batch in
            let end = batch.tags.compactMap { tag in
                tag.hasPrefix(Self.endTag) ? LogSequenceNumber(tag.dropFirst(Self.endTag.count)) : nil
            }.max()
            return end.map { (position: $0, time: batch.time) }
        }.max { $0.position < $1.position }
    }

    /// Begins the tag that says how far an unfinished segment reaches.
    static let endTag = "wal-end:"
}
