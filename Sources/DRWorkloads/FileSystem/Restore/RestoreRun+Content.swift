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
            position = end
        }
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
