import DRCore
import DRStorage
import Synchronization

extension BlobIndex {
    /// One stored copy of a blob.
    package struct Copy: Sendable {
        package var type: BlobType
        package var id: ObjectID
        /// The pack's place in `packs`.
        package var pack: Int
        /// Bytes of the stored form.
        package var length: Int
        /// Bytes of the content when compressed, else 0.
        package var uncompressedLength: Int
    }

    /// One more than the highest number of an entry.
    ///
    /// Numbers never change; entries that are added get higher ones.
    package var numberCount: Int { state.withLock { $0.table.count } }

    /// The number that stands for a blob: that of its first copy; nil when it is not stored.
    package func number(_ type: BlobType, _ id: ObjectID) -> Int? {
        state.withLock { $0.number(type, id) }
    }

    /// Calls `visit` with the number of each blob in turn, nil for one that is not stored.
    package func forEachNumber(_ type: BlobType, _ ids: [ObjectID], _ visit: (ObjectID, Int?) -> Void) {
        state.withLock { state in
            for id in ids { visit(id, state.number(type, id)) }
        }
    }

    /// Calls `visit` for every stored copy with its own number and the number that stands for the blob.
    package func forEachCopy(_ visit: (_ number: Int, _ blob: Int, Copy) throws -> Void) throws {
        try state.withLock { state in
            for number in 0..<state.table.count {
                let entry = state.table.entry(number).pointee
                guard !entry.isPending, let blob = state.number(entry.type, entry.id) else { continue }
                let copy = Copy(
                    type: entry.type,
                    id: entry.id,
                    pack: Int(entry.pack),
                    length: Int(entry.length),
                    uncompressedLength: Int(entry.uncompressedLength)
                )
                try visit(number, blob, copy)
            }
        }
    }
}

extension BlobIndex.State {
    fileprivate func number(_ type: BlobType, _ id: ObjectID) -> Int? {
        var found: Int?
        table.findNumber(type, id) { number, entry in
            guard !entry.pointee.isPending else { return false }
            found = number
            return true
        }
        return found
    }
}
