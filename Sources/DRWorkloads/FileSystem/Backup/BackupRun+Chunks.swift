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
            var chunks: [Range<Int>] = []
            while start < segment.buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: segment.buffer.bytes[start...])
                guard let length = chunker.cut(rest, isLast: isLast) else { break }
                chunks.append(start..<start + length)
                start += length
            }
            let kind = ChunkKind(isShared: isShared, isBulk: total > Self.bulkStart)
            for first in stride(from: 0, to: chunks.count, by: 2) {
                try store(segment, chunks[first..<min(first + 2, chunks.count)], content, worker, kind)
            }
            guard !isLast else { break }
            let next = try takeSegment(worker)
            next.buffer.append(UnsafeRawBufferPointer(rebasing: segment.buffer.bytes[start...]))
            segment = next
        }
    }

    /// Stores one chunk, or two that are hashed side by side.
    private func store(
        _ segment: SegmentPool.Lease,
        _ ranges: ArraySlice<Range<Int>>,
        _ content: ChunkedContent,
        _ worker: BackupWorker,
        _ kind: ChunkKind
    ) throws {
        let places = ranges.map { _ in content.nextPlace() }
        let job: BackupPool.Job = { [self] worker in
            let (destination, writer, _) = try opened()
            let codec = try worker.codec(destination)
            let chunks = ranges.map { UnsafeRawBufferPointer(rebasing: segment.buffer.bytes[$0]) }
            let ids = codec.contentHasher.hash(chunks)
            for (number, id) in ids.enumerated() {
                _ = try writer.save(.data, chunks[number], id: id, codec, isBulk: kind.isBulk)
                try content.set(id, at: places[number], worker)
            }
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
