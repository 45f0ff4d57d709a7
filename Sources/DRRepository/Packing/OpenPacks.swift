import DRCore
import DRStorage
import Synchronization

/// The packs of one blob type that are being filled.
///
/// Two are open, and a blob goes into a random one, so that the order of blobs in a pack says little about the
/// source (restic 0.18, IACR ePrint 2025/532).
final class OpenPacks: Sendable {
    private let packSize: Int
    private let slots: [Slot]
    private let spares: SparePacks

    private final class Slot: Sendable {
        let pack: Mutex<PackBuilder?> = Mutex(nil)

        /// Takes the pack out unless it is empty.
        func take() -> PackBuilder? {
            pack.withLock { pack in
                guard let open = pack, !open.isEmpty else { return nil }
                pack = nil
                return open
            }
        }
    }

    init(type: BlobType, packSize: Int, backend: any Backend) {
        self.packSize = packSize
        slots = [Slot(), Slot()]
        // Packs on their way to the storage: enough that writers go on while some wait for the device.
        spares = SparePacks(
            type: type,
            backend: backend,
            memoryLimit: type == .data ? packSize / 32 : packSize + packSize / 8,
            limit: slots.count + backend.parallelism + 1
        )
    }

    /// Adds blobs, all to the same pack; returns a pack that is full now.
    ///
    /// - Parameter stored: their stored forms, one behind the other.
    func add(_ blobs: [SealedBlob], _ stored: UnsafeRawBufferPointer) throws -> PackBuilder? {
        let chosen = Int.random(in: 0..<slots.count)
        // Another thread may be hashing and writing there: a blob that goes elsewhere need not wait for it.
        for step in 0..<slots.count {
            let slot = slots[(chosen + step) % slots.count]
            let added = try slot.pack.withLockIfAvailable { pack in try add(blobs, stored, to: &pack) }
            if let added { return added }
        }
        return try slots[chosen].pack.withLock { pack in try add(blobs, stored, to: &pack) }
    }

    private func add(
        _ blobs: [SealedBlob],
        _ stored: UnsafeRawBufferPointer,
        to pack: inout PackBuilder?
    ) throws -> PackBuilder? {
        var full: PackBuilder?
        if let open = pack, !open.isEmpty, open.contentLength + stored.count > packSize + packSize / 16 {
            full = open
            pack = nil
        }
        let open = try pack ?? spares.take()
        pack = open
        var start = 0
        for blob in blobs {
            let own = UnsafeRawBufferPointer(rebasing: stored[start..<start + blob.length])
            try open.add(blob.id, own, uncompressedLength: blob.uncompressedLength)
            start += blob.length
        }
        if full == nil, open.contentLength >= packSize {
            full = open
            pack = nil
        }
        return full
    }

    /// Gives up after a failure: whoever waits for room gets an error.
    func close() {
        spares.close()
    }

    /// Takes back a pack whose content is stored, or will not be.
    func recycle(_ pack: PackBuilder) {
        spares.giveBack(pack)
    }

    /// Takes what is open; two small packs become one.
    func takeAll() throws -> [PackBuilder] {
        var packs: [PackBuilder] = []
        for slot in slots {
            if let open = slot.take() { packs.append(open) }
        }
        // The one in memory joins the other.
        packs.sort { !$0.isInMemory && $1.isInMemory }
        if packs.count == 2, packs[1].isInMemory, packs[0].contentLength + packs[1].contentLength <= packSize {
            try packs[0].add(contentOf: packs[1])
            packs.removeLast()
        }
        return packs
    }
}
