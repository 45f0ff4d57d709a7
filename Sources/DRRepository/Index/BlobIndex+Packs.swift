import DRCore
import DRStorage
import Synchronization

extension BlobIndex {
    /// A pack with its blobs in order of offset.
    package struct PackContent: Sendable {
        package var id: ObjectID
        package var entries: [PackHeader.Entry]

        /// The size in bytes that the file must have.
        package var expectedSize: Int {
            var content = 0
            var compressed = 0
            for entry in entries {
                content += entry.length
                if entry.uncompressedLength != 0 { compressed += 1 }
            }
            return PackHeader.packSize(
                contentLength: content,
                plainBlobs: entries.count - compressed,
                compressedBlobs: compressed
            )
        }
    }

    /// Calls `visit` with every stored blob, in no order; copies come as often as they are stored.
    package func forEachBlob(_ visit: (BlobType, ObjectID, BlobLocation) -> Void) {
        state.withLock { state in
            for number in 0..<state.table.count {
                let entry = state.table.entry(number).pointee
                guard !entry.isPending else { continue }
                visit(entry.type, entry.id, Self.location(entry, state.packs))
            }
        }
    }

    /// The blobs of every pack, grouped; `order` lists entry numbers by pack and offset, 4 bytes a blob.
    package func packContents(_ visit: (PackContent) throws -> Void) throws {
        let grouped = groupedByPack()
        for pack in 0..<grouped.packs.count {
            try visit(content(of: pack, grouped))
        }
    }

    /// The blobs of all packs at once; for work that hands packs to several threads.
    package func packContents() -> [PackContent] {
        let grouped = groupedByPack()
        return (0..<grouped.packs.count).map { content(of: $0, grouped) }
    }

    private struct Grouping {
        var packs: [ObjectID]
        var starts: [Int]
        var order: [UInt32]
    }

    /// Counting sort of the entries by pack.
    private func groupedByPack() -> Grouping {
        state.withLock { state in
            var starts = [Int](repeating: 0, count: state.packs.count + 1)
            for number in 0..<state.table.count {
                let entry = state.table.entry(number)
                if !entry.pointee.isPending { starts[Int(entry.pointee.pack) + 1] += 1 }
            }
            for pack in 0..<state.packs.count { starts[pack + 1] += starts[pack] }
            var next = starts
            var order = [UInt32](repeating: 0, count: starts[state.packs.count])
            for number in 0..<state.table.count {
                let entry = state.table.entry(number)
                guard !entry.pointee.isPending else { continue }
                order[next[Int(entry.pointee.pack)]] = UInt32(number)
                next[Int(entry.pointee.pack)] += 1
            }
            return Grouping(packs: state.packs, starts: starts, order: order)
        }
    }

    private func content(of pack: Int, _ grouping: Grouping) -> PackContent {
        var entries = state.withLock { state in
            grouping.order[grouping.starts[pack]..<grouping.starts[pack + 1]].map { number in
                let entry = state.table.entry(Int(number)).pointee
                return PackHeader.Entry(
                    id: entry.id,
                    type: entry.type,
                    offset: Int(entry.offset),
                    length: Int(entry.length),
                    uncompressedLength: Int(entry.uncompressedLength)
                )
            }
        }
        entries.sort { $0.offset < $1.offset }
        return PackContent(id: grouping.packs[pack], entries: entries)
    }
}
