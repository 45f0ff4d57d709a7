import DRStorage

/// An open-addressed hash table of index entries, keyed by type and id; several entries may share a key.
///
/// Entries lie in slabs that never move, found through 32-bit slots, so a blob costs 48 bytes plus 5 to 11 for its
/// slots. The hash of an id has a random key, and an entry that finds the slots behind its hash taken goes to another
/// place, so that an index made for the purpose, of like ids or of one id many times, slows nothing down. Not thread-safe.
struct BlobTable: ~Copyable {
    private static let slabBits = 14
    private static let slabSize = 1 << slabBits
    /// Slots lie in blocks; an entry goes to another one only when all slots of a block are taken, which is rare by chance.
    private static let blockBits = 7
    private static let blockSize = 1 << blockBits
    /// From so many full blocks on it is remembered how many are full.
    private static let rememberedBlocks = 4

    private var slabs: [UnsafeMutablePointer<IndexEntry>] = []
    private(set) var count = 0
    private var slots: UnsafeMutablePointer<UInt32>
    private var mask: Int
    private let hashKey = ObjectIDHashKey()
    /// How many blocks of a hash are full; of those with many, so it is nearly always empty.
    private var fullBlocks: [UInt64: Int] = [:]

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

    private mutating func place(_ number: Int, _ id: ObjectID) {
        let hash = id.hash(under: hashKey)
        var step = fullBlocks.isEmpty ? 0 : fullBlocks[hash] ?? 0
        while true {
            let block = self.block(hash, step)
            for place in 0..<Self.blockSize {
                let slot = self.slot(hash, block, place)
                if slots[slot] == 0 {
                    slots[slot] = UInt32(number + 1)
                    return
                }
            }
            step += 1
            if step >= Self.rememberedBlocks { fullBlocks[hash] = step }
        }
    }

    /// The blocks of a hash in turn; as the stride is odd and their number a power of two, none comes twice.
    @inline(__always)
    private func block(_ hash: UInt64, _ step: Int) -> Int {
        let first = Int(truncatingIfNeeded: hash >> UInt64(Self.blockBits))
        guard step > 0 else { return first & (mask >> Self.blockBits) }
        let stride = Int(truncatingIfNeeded: hash >> 32) | 1
        return (first &+ step &* stride) & (mask >> Self.blockBits)
    }

    /// The slots of a block in turn, the one of the hash first.
    @inline(__always)
    private func slot(_ hash: UInt64, _ block: Int, _ place: Int) -> Int {
        block << Self.blockBits | (Int(truncatingIfNeeded: hash) &+ place) & (Self.blockSize - 1)
    }

    private mutating func growSlots() {
        slots.deallocate()
        let capacity = (mask + 1) * 2
        mask = capacity - 1
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: 0, count: capacity)
        fullBlocks = [:]
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
        let hash = id.hash(under: hashKey)
        var step = 0
        while true {
            let block = self.block(hash, step)
            for place in 0..<Self.blockSize {
                let slot = self.slot(hash, block, place)
                guard slots[slot] != 0 else { return }
                let number = Int(slots[slot]) - 1
                let found = entry(number)
                if found.pointee.id == id, found.pointee.type == type, visit(number, found) { return }
            }
            step += 1
        }
    }
}
