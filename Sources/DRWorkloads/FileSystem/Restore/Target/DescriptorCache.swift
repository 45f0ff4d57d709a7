import CLinux

/// A bounded number of open descriptors by key; the one not used for longest, nearly, is closed for a new one.
///
/// The replacement is the clock algorithm (Corbató 1968). Belongs to one thread.
final class DescriptorCache {
    private struct Slot {
        var key: Int32
        var descriptor: Int32
        var wasUsed: Bool
    }

    private let capacity: Int
    private var slots: [Slot] = []
    private var places: [Int32: Int] = [:]
    private var hand = 0

    /// Makes an empty cache.
    init(capacity: Int) {
        self.capacity = capacity
        slots.reserveCapacity(capacity)
    }

    deinit { closeAll() }

    /// The descriptor of a key; valid until the next `insert`.
    func find(_ key: Int32) -> Int32? {
        guard let place = places[key] else { return nil }
        slots[place].wasUsed = true
        return slots[place].descriptor
    }

    /// Takes ownership of the descriptor of a key that is not in the cache.
    func insert(_ key: Int32, _ descriptor: Int32) {
        let slot = Slot(key: key, descriptor: descriptor, wasUsed: true)
        if slots.count < capacity {
            places[key] = slots.count
            slots.append(slot)
            return
        }
        while slots[hand].wasUsed {
            slots[hand].wasUsed = false
            hand = (hand + 1) % capacity
        }
        close(slots[hand].descriptor)
        places[slots[hand].key] = nil
        places[key] = hand
        slots[hand] = slot
        hand = (hand + 1) % capacity
    }

    /// Closes the descriptor of a key, if it is open.
    func remove(_ key: Int32) {
        guard let place = places.removeValue(forKey: key) else { return }
        close(slots[place].descriptor)
        let last = slots.removeLast()
        if place < slots.count {
            slots[place] = last
            places[last.key] = place
        }
        if hand >= slots.count { hand = 0 }
    }

    /// Closes all.
    func closeAll() {
        for slot in slots { close(slot.descriptor) }
        slots.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        hand = 0
    }
}
