import DRCore
import DRStorage
import Synchronization

/// Which blob lies where: all index files of a repository in memory, and what a running backup adds.
///
/// Safe to use from several threads; about 56 bytes a blob.
package final class BlobIndex: Sendable {
    struct State: ~Copyable {
        var table = BlobTable()
        var packs: [ObjectID] = []
        var packNumbers: [ObjectID: UInt32] = [:]
        var pendingCount = 0
    }

    let state = Mutex(State())

    /// Makes an empty index.
    package init() {}

    /// The blobs that are stored; copies count.
    package var count: Int { state.withLock { $0.table.count - $0.pendingCount } }

    /// The packs with at least one blob.
    package var packCount: Int { state.withLock { $0.packs.count } }

    /// Bytes that the blobs take in their packs; copies count.
    package var storedBytes: UInt64 {
        state.withLock { state in
            var bytes: UInt64 = 0
            for number in 0..<state.table.count {
                let entry = state.table.entry(number)
                if !entry.pointee.isPending { bytes += UInt64(entry.pointee.length) }
            }
            return bytes
        }
    }

    /// Bytes of memory that the entries take.
    package var memory: Int { state.withLock { $0.table.memory + $0.packs.count * 80 } }

    /// The packs in the order in which they became known.
    package var packs: [ObjectID] { state.withLock { $0.packs } }

    /// Whether a blob is stored, or reserved by a writer.
    package func contains(_ type: BlobType, _ id: ObjectID) -> Bool {
        state.withLock { state in
            var found = false
            state.table.find(type, id) { _ in
                found = true
                return true
            }
            return found
        }
    }

    /// Whether every blob of `ids` is stored or reserved.
    package func containsAll(_ type: BlobType, _ ids: [ObjectID]) -> Bool {
        state.withLock { state in
            for id in ids {
                var found = false
                state.table.find(type, id) { _ in
                    found = true
                    return true
                }
                if !found { return false }
            }
            return true
        }
    }

    /// Where a blob lies; the first copy when there are several, nil when it is not stored.
    package func location(_ type: BlobType, _ id: ObjectID) -> BlobLocation? {
        locations(type, id, limit: 1).first
    }

    /// All places of a blob, at most `limit`.
    package func locations(_ type: BlobType, _ id: ObjectID, limit: Int = .max) -> [BlobLocation] {
        state.withLock { state in
            var places: [BlobLocation] = []
            state.table.find(type, id) { entry in
                guard !entry.pointee.isPending else { return false }
                places.append(Self.location(entry.pointee, state.packs))
                return places.count >= limit
            }
            return places
        }
    }

    static func location(_ entry: IndexEntry, _ packs: [ObjectID]) -> BlobLocation {
        BlobLocation(
            pack: packs[Int(entry.pack)],
            offset: Int(entry.offset),
            length: Int(entry.length),
            uncompressedLength: Int(entry.uncompressedLength)
        )
    }

    /// Bytes of the content of a blob, or nil when it is not stored.
    package func contentLength(_ type: BlobType, _ id: ObjectID) -> Int? {
        state.withLock { state in
            var length: Int?
            state.table.find(type, id) { entry in
                guard !entry.pointee.isPending else { return false }
                let stored = Int(entry.pointee.length) - Sealer.overhead
                length = entry.pointee.uncompressedLength == 0 ? stored : Int(entry.pointee.uncompressedLength)
                return true
            }
            return length
        }
    }

    /// Claims a blob for the caller to store; false when it is stored or claimed already.
    package func reserve(_ type: BlobType, _ id: ObjectID) -> Bool {
        state.withLock { state in
            var found = false
            state.table.find(type, id) { _ in
                found = true
                return true
            }
            if found { return false }
            state.table.insert(
                IndexEntry(
                    id: id,
                    type: type,
                    pack: IndexEntry.pendingPack,
                    offset: 0,
                    length: 0,
                    uncompressedLength: 0
                )
            )
            state.pendingCount += 1
            return true
        }
    }

    /// Makes the blobs of a pack known: reserved ones get their place, others are added.
    ///
    /// Of a pack that is known already only blobs that were not listed are added, as old programs spread a pack over
    /// two index files; returns false then.
    @discardableResult
    package func add(pack: ObjectID, _ entries: [PackHeader.Entry], fillReserved: Bool = false) -> Bool {
        state.withLock { state in
            let known = state.packNumbers[pack]
            let number = known ?? UInt32(state.packs.count)
            if known == nil {
                state.packs.append(pack)
                state.packNumbers[pack] = number
            }
            for entry in entries {
                let stored = IndexEntry(
                    id: entry.id,
                    type: entry.type,
                    pack: number,
                    offset: entry.offset,
                    length: entry.length,
                    uncompressedLength: entry.uncompressedLength
                )
                if known != nil, state.holds(stored) { continue }
                var filled = false
                if fillReserved {
                    state.table.find(entry.type, entry.id) { slot in
                        guard slot.pointee.isPending else { return false }
                        slot.pointee = stored
                        filled = true
                        return true
                    }
                }
                if filled { state.pendingCount -= 1 } else { state.table.insert(stored) }
            }
            return known == nil
        }
    }

    /// Whether the pack is in the index.
    package func contains(pack: ObjectID) -> Bool {
        state.withLock { $0.packNumbers[pack] != nil }
    }
}

extension BlobIndex.State {
    /// Copies of a blob that are compared; more there are only in an index made to slow programs down.
    private static let comparedCopies = 1000

    /// Whether the same blob at the same place is listed.
    fileprivate func holds(_ entry: IndexEntry) -> Bool {
        var found = false
        var copies = 0
        table.find(entry.type, entry.id) { slot in
            found = slot.pointee.packAndType == entry.packAndType && slot.pointee.offset == entry.offset
            copies += 1
            return found || copies == Self.comparedCopies
        }
        return found
    }
}
