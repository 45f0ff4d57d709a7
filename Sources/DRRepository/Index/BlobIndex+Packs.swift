import DRCore
import DRStorage
import Synchronization

extension BlobIndex {
    /// A pack with its blobs in order of offset.
    package struct PackContent: Sendable {
        package var id: ObjectID
        package var entries: [PackHeader.Entry]

        /// Makes the content of a pack.
        package init(id: ObjectID, entries: [PackHeader.Entry]) {
            self.id = id
            self.entries = entries
        }

        /// Whether each blob begins where the one before it ends, as in every pack that a program writes.
        package var isContiguous: Bool {
            var offset = 0
            for entry in entries {
                guard entry.offset == offset else { return false }
                offset += entry.length
            }
            return true
        }

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

    /// Which entries lie in which pack: 4 bytes a blob.
    package struct Grouping: Sendable {
        /// The packs, as `packs` had them.
        package let packs: [ObjectID]
        fileprivate let starts: [Int]
        fileprivate let order: [UInt32]

        /// The blobs in a pack.
        package func blobCount(of pack: Int) -> Int { starts[pack + 1] - starts[pack] }
    }

    /// The blobs of all packs at once.
    package func packContents() -> [PackContent] {
        let grouping = grouping()
        return grouping.packs.indices.map { content(of: $0, grouping) }
    }

    /// Sorts the entries by pack, counting them.
    package func grouping() -> Grouping {
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

    /// The blobs of one pack.
    package func content(of pack: Int, _ grouping: Grouping) -> PackContent {
        PackContent(id: grouping.packs[pack], entries: content(of: pack, grouping) { _ in true })
    }

    /// The blobs of one pack whose numbers `isWanted`, in order of offset.
    package func content(of pack: Int, _ grouping: Grouping, where isWanted: (Int) -> Bool) -> [PackHeader.Entry] {
        var entries: [PackHeader.Entry] = []
        state.withLock { state in
            for number in grouping.order[grouping.starts[pack]..<grouping.starts[pack + 1]]
            where isWanted(Int(number)) {
                let entry = state.table.entry(Int(number)).pointee
                entries.append(
                    PackHeader.Entry(
                        id: entry.id,
                        type: entry.type,
                        offset: Int(entry.offset),
                        length: Int(entry.length),
                        uncompressedLength: Int(entry.uncompressedLength)
                    )
                )
            }
        }
        entries.sort { $0.offset < $1.offset }
        return entries
    }
}
