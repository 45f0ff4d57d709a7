import DRCore
import DRRepository
import Synchronization

/// How a chunk is dealt with.
private struct ChunkKind {
    /// Whether other threads may take it.
    var isShared: Bool
    /// Whether it lies deep inside a large file.
    var isBulk: Bool
}

extension BackupRun {
    /// From here on the content of a file counts as bulk, in bytes.
    private static let bulkStart: UInt64 = 64 << 20

    /// Reads a stream to its end, cuts it into chunks and stores them as `content`, which the caller ends.
    ///
    /// Chunks of a stream that does not fit into one segment are offered to the other threads; while no buffer is
    /// free, this thread stores chunks itself.
    ///
    /// - Parameter read: fills the space it is given; less is the end of the stream.
    func storeChunks(
        of content: ChunkedContent,
        _ worker: BackupWorker,
        read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        let chunker = try opened().chunker
        var segment = try takeSegment(worker)
        var total: UInt64 = 0
        var isLast = false
        var isShared = false
        while !isLast {
            let filled = segment.buffer.count
            let space = SegmentPool.segmentSize - filled
            segment.buffer.resize(to: SegmentPool.segmentSize)
            let got = try read(UnsafeMutableRawBufferPointer(rebasing: segment.buffer.mutableBytes[filled...]))
            segment.buffer.resize(to: filled + got)
            isLast = got < space
            isShared = isShared || !isLast
            total += UInt64(got)
            progress.bytesRead.wrappingAdd(UInt64(got), ordering: .relaxed)
            progress.bytesDone.wrappingAdd(UInt64(got), ordering: .relaxed)
            var start = 0
            while start < segment.buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: segment.buffer.bytes[start...])
                guard let length = chunker.cut(rest, isLast: isLast) else { break }
                let kind = ChunkKind(isShared: isShared, isBulk: total > Self.bulkStart)
                try store(segment, start..<start + length, content, worker, kind)
                start += length
            }
            guard !isLast else { break }
            let next = try takeSegment(worker)
            next.buffer.append(UnsafeRawBufferPointer(rebasing: segment.buffer.bytes[start...]))
            segment = next
        }
    }

    private func store(
        _ segment: SegmentPool.Lease,
        _ range: Range<Int>,
        _ content: ChunkedContent,
        _ worker: BackupWorker,
        _ kind: ChunkKind
    ) throws {
        let place = content.nextPlace()
        let job: BackupPool.Job = { [self] worker in
            let (destination, writer, _) = try opened()
            let bytes = UnsafeRawBufferPointer(rebasing: segment.buffer.bytes[range])
            let (id, _) = try writer.save(.data, bytes, worker.codec(destination), isBulk: kind.isBulk)
            try content.set(id, at: place, worker)
        }
        if kind.isShared { pool.submit(.chunk, job) } else { try job(worker) }
    }

    private func takeSegment(_ worker: BackupWorker) throws -> SegmentPool.Lease {
        while true {
            // One stream may take hours, and no other job comes to this thread meanwhile.
            try pool.check()
            if let lease = segments.take() { return lease }
            if try pool.helpWithChunk(worker) { continue }
            segments.waitBriefly()
        }
    }
}
