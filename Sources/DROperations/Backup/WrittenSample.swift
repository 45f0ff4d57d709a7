import DRCore
import DRRepository
import DRStorage

/// A part of what a backup has just written, read back and checked.
package struct WrittenSample: Sendable, Equatable {
    /// One pack of so many is read, one at least.
    package static let share = 100
    /// No further pack is read when so many bytes would be exceeded; the first one always is.
    package static let byteLimit: UInt64 = 64 << 20

    /// The packs that were written.
    package var written: Int
    /// The packs that were read back, and their bytes.
    package var packs: Int
    package var bytes: UInt64
    /// What is wrong with them.
    package var damages: [String]

    /// Reads a random sample of new packs back, and the snapshot that needs them.
    ///
    /// - Throws: `StorageFailure`; the cancellation's error.
    static func check(
        _ packs: [ObjectID],
        of snapshot: Snapshot,
        in repository: Repository,
        _ cancellation: Cancellation
    ) throws -> WrittenSample {
        var generator = SystemRandomNumberGenerator()
        let chosen = try choose(packs, using: &generator) { try repository.backend.size(of: ObjectName(.pack, $0)) }
        var damages = try repository.readBack(chosen.packs, cancellation: cancellation)
        do {
            let codec = try repository.makeCodec()
            if let id = snapshot.id { _ = try repository.loadSnapshot(id, codec) }
            _ = try repository.loadTree(snapshot.tree, codec)
        } catch let error as DRError where error.code == .integrity {
            damages.append(error.description)
        }
        return WrittenSample(written: packs.count, packs: chosen.packs.count, bytes: chosen.bytes, damages: damages)
    }

    /// The packs to read; one that cannot be found is among them, as that is what is looked for.
    static func choose(
        _ packs: [ObjectID],
        using generator: inout some RandomNumberGenerator,
        size: (ObjectID) throws -> Int
    ) throws -> (packs: [ObjectID], bytes: UInt64) {
        let count = (packs.count + share - 1) / share
        var chosen: [ObjectID] = []
        var bytes: UInt64 = 0
        for pack in packs.shuffled(using: &generator).prefix(count) {
            var length: UInt64 = 0
            do {
                length = UInt64(try size(pack))
            } catch let failure as StorageFailure where failure.reason == .notFound {
                length = 0
            }
            guard chosen.isEmpty || bytes + length <= byteLimit else { continue }
            chosen.append(pack)
            bytes += length
        }
        return (chosen, bytes)
    }
}
