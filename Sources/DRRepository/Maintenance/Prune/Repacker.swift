import DRCore
import DRStorage

/// Copies needed blobs into new packs, each one checked, in their stored form.
struct Repacker: Sendable {
    /// Bytes that are read at a time, unless one blob is longer.
    private static let windowSize = 4 << 20
    /// Bytes of no use that are read along rather than asking again.
    private static let gapSize = 256 << 10

    let repository: Repository
    /// The numbers of the copies to keep.
    let live: BlobSet
    let options: PruneOptions
    let cancellation: Cancellation
    let progress: MaintenanceProgress

    /// Copies the live blobs of some packs; when it returns, the new packs and their index are durable.
    ///
    /// Dying in the middle leaves blobs that are stored twice, or packs that no index names.
    ///
    /// - Throws: `DRError` (integrity) when no copy of a needed blob is intact.
    func run(_ packs: [Int], _ grouping: BlobIndex.Grouping) throws {
        guard !packs.isEmpty else { return }
        progress.begin(.repacking, items: packs.count)
        let writeOptions = WriteOptions(packSize: options.packSize)
        let writer = try BlobWriter(repository, options: writeOptions)
        let failure = FirstFailure()
        failure.capture {
            let codecs = try (0..<WorkerThread.processorCount).map { _ in try repository.makeCodec(writeOptions) }
            try ParallelWork.forEach(count: packs.count, workers: codecs.count) { worker, number in
                try copy(packs[number], grouping, codecs[worker], writer)
                progress.add(items: 1)
            }
        }
        // Also after a failure, so that the threads of the writer end.
        failure.capture { try writer.finish() }
        try failure.rethrow()
    }

    private func copy(_ pack: Int, _ grouping: BlobIndex.Grouping, _ codec: BlobCodec, _ writer: BlobWriter) throws {
        let id = grouping.packs[pack]
        let entries = repository.index.content(of: pack, grouping, where: live.contains)
        let window = ByteBuffer()
        let content = ByteBuffer()
        var next = 0
        while next < entries.count {
            try cancellation.check()
            let first = next
            let start = entries[first].offset
            var end = start
            while next < entries.count, next == first || fits(entries[next], start, end) {
                end = entries[next].offset + entries[next].length
                next += 1
            }
            window.removeAll()
            try repository.backend.load(ObjectName(.pack, id), range: start..<end, into: window)
            progress.add(bytes: end - start)
            for entry in entries[first..<next] {
                let place = entry.offset - start
                let stored = UnsafeRawBufferPointer(rebasing: window.bytes[place..<place + entry.length])
                try copy(entry, stored, content, codec, writer)
            }
        }
    }

    private func fits(_ entry: PackHeader.Entry, _ start: Int, _ end: Int) -> Bool {
        entry.offset - end <= Self.gapSize && entry.offset + entry.length - start <= Self.windowSize
    }

    private func copy(
        _ entry: PackHeader.Entry,
        _ stored: UnsafeRawBufferPointer,
        _ content: ByteBuffer,
        _ codec: BlobCodec,
        _ writer: BlobWriter
    ) throws {
        content.removeAll()
        var isIntact = true
        do {
            try codec.decode(stored, id: entry.id, uncompressedLength: entry.uncompressedLength, into: content)
        } catch let error as DRError where error.code == .integrity {
            // Another copy may be intact; without one this throws.
            isIntact = false
            try repository.loadBlob(entry.type, entry.id, codec, into: content)
        }
        let isPlainTree = entry.type == .tree && entry.uncompressedLength == 0 && repository.config.version >= 2
        guard isIntact, !isPlainTree else { return try encode(entry, content, codec, writer) }
        try writer.copy(entry.type, entry.id, stored: stored, uncompressedLength: entry.uncompressedLength)
    }

    private func encode(
        _ entry: PackHeader.Entry,
        _ content: ByteBuffer,
        _ codec: BlobCodec,
        _ writer: BlobWriter
    ) throws {
        let stored = ByteBuffer(capacity: content.count + Sealer.overhead)
        let uncompressedLength = try codec.encode(entry.type, content.bytes, into: stored)
        try writer.copy(entry.type, entry.id, stored: stored.bytes, uncompressedLength: uncompressedLength)
    }
}
