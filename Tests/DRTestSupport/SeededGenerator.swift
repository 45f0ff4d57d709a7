import CLinux
import DRStorage

/// Random numbers that a seed repeats: SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators").
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    /// What the sequence began with.
    package let seed: UInt64
    private var state: UInt64

    /// Starts the sequence of a seed.
    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// Starts a new sequence and prints its seed; `DR_TEST_SEED` repeats an earlier one.
    package static func announced(_ test: String = #function) -> SeededGenerator {
        var generator = SystemRandomNumberGenerator()
        let given = getenv("DR_TEST_SEED").flatMap { UInt64(String(cString: $0)) }
        let seed = given ?? generator.next()
        print("\(test): DR_TEST_SEED=\(seed)")
        return SeededGenerator(seed: seed)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// `count` random bytes.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { space, used in
            var position = 0
            while position < count {
                var word = next()
                for _ in 0..<min(8, count - position) {
                    space[position] = UInt8(truncatingIfNeeded: word)
                    word >>= 8
                    position += 1
                }
            }
            used = count
        }
    }

    /// `count` bytes that are the same for the same seed.
    package static func repeating(_ seed: UInt64, count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return generator.bytes(count)
    }

    /// A random object id.
    package mutating func id() -> ObjectID {
        bytes(ObjectID.byteCount).withUnsafeBytes { ObjectID(bytes: $0) }
    }
}
