import DRCore
import DRRepository
import DRStorage

extension RestoreRun {
    /// Fetches the blobs that are missing in the target and writes them, pack by pack.
    func writeContent(_ fetches: FetchPlan) throws {
        try ParallelWork.forEach(count: fetches.runs.count, workers: workers.count) { [self] worker, number in
            try cancellation.check()
            try write(fetches.runs[number], fetches, workers[worker])
        }
    }

    private func write(_ run: FetchPlan.Run, _ fetches: FetchPlan, _ worker: RestoreWorker) throws {
        worker.stored.removeAll()
        var failure: (any Error)?
        let pack = repository.index.packID(run.pack)
        do {
            try repository.backend.load(ObjectName(.pack, pack), range: run.bytes, into: worker.stored)
        } catch {
            failure = error
        }
        var position = run.records.lowerBound
        while position < run.records.upperBound {
            let group = failure == nil ? group(at: position, run, fetches) : position..<position + 1
            if group.count > 1, try writeTogether(group, run, fetches, worker) {
                position = group.upperBound
            } else {
                position = try writeAlone(position, run, fetches, worker, failure)
            }
        }
    }

    /// Bytes that are decoded and written in one go: they stay in the cache of a processor.
    private static let groupSize = 512 << 10

    /// The records from `position` on whose blobs follow one another in the pack and in one file.
    private func group(at position: Int, _ run: FetchPlan.Run, _ fetches: FetchPlan) -> Range<Int> {
        let records = fetches.records
        let first = records[position]
        var next = first.fileOffset
        var end = position
        while end < run.records.upperBound {
            let record = records[end]
            guard record.file == first.file, record.fileOffset == next else { break }
            // One that goes to several places is written to each of them by itself.
            if end + 1 < run.records.upperBound, records[end + 1].blob == record.blob { break }
            let length = repository.index.blob(Int(record.blob)).contentLength
            guard length > 0, end == position || next + length - first.fileOffset <= Self.groupSize else { break }
            next += length
            end += 1
        }
        return position..<max(end, position + 1)
    }

    /// Writes a group; false, and nothing is written, when one of its blobs is damaged.
    private func writeTogether(
        _ group: Range<Int>,
        _ run: FetchPlan.Run,
        _ fetches: FetchPlan,
        _ worker: RestoreWorker
    ) throws -> Bool {
        let first = fetches.records[group.lowerBound]
        let padding = DirectWriter.padding(first.fileOffset)
        let stored = worker.stored.bytes
        let blobs = group.map { number in
            let blob = repository.index.blob(Int(fetches.records[number].blob))
            let start = blob.offset - run.bytes.lowerBound
            return BlobCodec.StoredBlob(
                id: blob.id,
                bytes: UnsafeRawBufferPointer(rebasing: stored[start..<start + blob.length]),
                uncompressedLength: blob.uncompressedLength
            )
        }
        worker.content.resize(to: padding)
        do { try worker.codec.decode(blobs, into: worker.content) } catch {
            _ = try RestoreDamage.reason(error)
            return false
        }
        let content = UnsafeRawBufferPointer(rebasing: worker.content.bytes[padding...])
        try worker.writer.write(first, content, blobs: group.count)
        return true
    }

    /// Writes a blob to all its places; returns the first record of another.
    private func writeAlone(
        _ position: Int,
        _ run: FetchPlan.Run,
        _ fetches: FetchPlan,
        _ worker: RestoreWorker,
        _ failure: (any Error)?
    ) throws -> Int {
        let number = fetches.records[position].blob
        let blob = repository.index.blob(Int(number))
        var end = position + 1
        while end < run.records.upperBound, fetches.records[end].blob == number { end += 1 }
        let padding = DirectWriter.padding(fetches.records[position].fileOffset)
        let reason = try fetch(blob, run, worker, padding, failure)
        for record in position..<end {
            if let reason {
                try worker.writer.leaveHole(fetches.records[record], length: blob.contentLength, reason)
            } else {
                let content = UnsafeRawBufferPointer(rebasing: worker.content.bytes[padding...])
                try worker.writer.write(fetches.records[record], content)
            }
        }
        return end
    }

    /// Puts the content of a blob into the worker's buffer, behind `padding` bytes; returns why not when every copy is damaged.
    private func fetch(
        _ blob: BlobIndex.NumberedBlob,
        _ run: FetchPlan.Run,
        _ worker: RestoreWorker,
        _ padding: Int,
        _ failure: (any Error)?
    ) throws -> String? {
        worker.content.resize(to: padding)
        do {
            if let failure { throw failure }
            let start = blob.offset - run.bytes.lowerBound
            try worker.codec.decode(
                UnsafeRawBufferPointer(rebasing: worker.stored.bytes[start..<start + blob.length]),
                id: blob.id,
                uncompressedLength: blob.uncompressedLength,
                into: worker.content
            )
            return nil
        } catch {
            _ = try RestoreDamage.reason(error)
        }
        worker.content.resize(to: padding)
        do {
            try repository.loadBlob(.data, blob.id, worker.codec, into: worker.content)
            return nil
        } catch {
            return try RestoreDamage.reason(error)
        }
    }

    /// Finishes the files without anything to write: empty ones, and those whose content was in the target.
    func finishRemaining(_ pendingAtStart: [Bool]) throws {
        try forEach(count: plan.files.count, piece: 64) { [self] worker, number in
            guard !pendingAtStart[number], states[number] == .create || states[number] == .update else { return }
            try worker.writer.finishWithoutContent(number)
        }
    }
}
