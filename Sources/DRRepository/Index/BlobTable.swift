import DRStorage

/// An open-addressed hash table of index entries, keyed by type and id; several entries may share a key.
///
/// Entries lie in slabs that never move, found through 32-bit slots, so a blob costs 48 bytes plus 5 to 11 for its
/// slots. Ids are uniform already and serve as their own hash. Not thread-safe.
struct BlobTable: ~Copyable {
    private static let slabBits = 14
    private static let slabSize = 1 << slabBits

    private var slabs: [UnsafeMutablePointer<IndexEntry>] = []
    private(set) var count = 0
    private var slots: UnsafeMutablePointer<UInt32>
    private var mask: Int

    init() {
        mask = 1023
        slots = .allocate(capacity: 1024)
        slots.initialize(repeating: 0, count: 1024)
    }

    deinit {
        for slab in slabs { slab.deallocate() }
        slots.deallocate()
    }

    /// Bytes of memory that the table takes.
    var memory: Int { slabs.count * Self.slabSize * MemoryLayout<IndexEntry>.stride + (mask + 1) * 4 }

    @inline(__always)
    func entry(_ number: Int) -> UnsafeMutablePointer<IndexEntry> {
        slabs[number >> Self.slabBits] + (number & (Self.slabSize - 1))
    }

    /// Adds an entry and returns its number.
    @discardableResult
    mutating func insert(_ entry: IndexEntry) -> Int {
        if count >> Self.slabBits == slabs.count { slabs.append(.allocate(capacity: Self.slabSize)) }
        if (count + 1) * 4 > (mask + 1) * 3 { growSlots() }
        let number = count
        self.entry(number).initialize(to: entry)
        count += 1
        place(number, entry.id)
        return number
    }

    private func place(_ number: Int, _ id: ObjectID) {
        var slot = Int(truncatingIfNeeded: id.prefix) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(number + 1)
    }

    private mutating func growSlots() {
        slots.deallocate()
        let capacity = (mask + 1) * 2
        mask = capacity - 1
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: 0, count: capacity)
        for number in 0..<count { place(number, entry(number).pointee.id) }
    }

    /// Calls `visit` with each entry of a key until it returns true; the oldest comes first.
    @inline(__always)
    func find(_ type: BlobType, _ id: ObjectID, _ visit: (UnsafeMutablePointer<IndexEntry>) -> Bool) {
        findNumber(type, id) { visit($1) }
    }

    /// As `find`, with the number of each entry.
    @inline(__always)
    func findNumber(_ type: BlobType, _ id: ObjectID, _ visit: (Int, UnsafeMutablePointer<IndexEntry>) -> Bool) {
        var slot = Int(truncatingIfNeeded: id.prefix) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            let found = entry(number)
            if found.pointee.id == id, found.pointee.type == type, visit(number, found) { return }
            slot = (slot + 1) & mask
        }
    }
}
