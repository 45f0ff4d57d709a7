import DRCore
import DRStorage
import Synchronization

/// The packs of one blob type that are being filled.
///
/// Two are open, and a blob goes into a random one, so that the order of blobs in a pack says little about the
/// source (restic 0.18, IACR ePrint 2025/532).
final class OpenPacks: Sendable {
    private let type: BlobType
    private let packSize: Int
    private let slots: [Slot]
    private let spares: SparePacks

    private final class Slot: Sendable {
        let pack: Mutex<PackBuilder?> = Mutex(nil)
    }

    init(type: BlobType, packSize: Int, uploads: Int) {
        self.type = type
        self.packSize = packSize
        slots = [Slot(), Slot()]
        spares = SparePacks(type: type, packSize: packSize, limit: slots.count + uploads)
    }

    /// Adds a blob; returns a pack that is full now.
    func add(_ id: ObjectID, _ stored: UnsafeRawBufferPointer, uncompressedLength: Int) throws -> PackBuilder? {
        try slots[Int.random(in: 0..<slots.count)].pack.withLock { pack in
            var full: PackBuilder?
            if let open = pack, !open.isEmpty, open.contentLength + stored.count > packSize + packSize / 16 {
                full = open
                pack = nil
            }
            let open = try pack ?? spares.take()
            pack = open
            open.add(id, stored, uncompressedLength: uncompressedLength)
            if full == nil, open.contentLength >= packSize {
                full = open
                pack = nil
            }
            return full
        }
    }

    /// Takes back a pack whose content is stored, or will not be.
    func recycle(_ pack: PackBuilder) {
        spares.giveBack(pack)
    }

    /// Takes what is open; two small packs become one.
    func takeAll() throws -> [PackBuilder] {
        var packs: [PackBuilder] = []
        for slot in slots {
            slot.pack.withLock { pack in
                guard let open = pack, !open.isEmpty else { return }
                pack = nil
                if let last = packs.last, last.contentLength + open.contentLength <= packSize {
                    last.add(contentOf: open)
                } else {
                    packs.append(open)
                }
            }
        }
        return packs
    }
}
