import DRStorage
import Synchronization

extension BlobIndex {
    /// One stored copy of a blob and its place.
    package struct NumberedBlob: Sendable {
        package var id: ObjectID
        /// The number of the pack, for `packID`.
        package var pack: UInt32
        /// The first byte of the stored form in the pack.
        package var offset: Int
        /// Bytes of the stored form.
        package var length: Int
        /// Bytes of the content when compressed, else 0.
        package var uncompressedLength: Int

        /// Bytes of the content; 0 for a stored form too short to hold any.
        package var contentLength: Int {
            uncompressedLength == 0 ? max(length - Sealer.overhead, 0) : uncompressedLength
        }
    }

    /// The stored copy with a number that `number` or `forEachNumber` gave.
    package func blob(_ number: Int) -> NumberedBlob {
        state.withLock { state in
            let entry = state.table.entry(number).pointee
            return NumberedBlob(
                id: entry.id,
                pack: entry.pack,
                offset: Int(entry.offset),
                length: Int(entry.length),
                uncompressedLength: Int(entry.uncompressedLength)
            )
        }
    }

    /// The pack with a number that `blob` gave.
    package func packID(_ number: UInt32) -> ObjectID {
        state.withLock { $0.packs[Int(number)] }
    }
}
