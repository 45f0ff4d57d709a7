/// Spreads the starts of many hosts over a time, so that they do not reach the storage at the same second.
package enum StartDelay {
    /// Seconds from 0 to `bound`, always the same for a host and a plan.
    ///
    /// FNV-1a (Fowler, Noll, Vo) over both names, its bits then mixed as SplitMix64 does, as the result is a remainder.
    package static func seconds(host: String, plan: String, bound: Int64) -> Int64 {
        guard bound > 0 else { return 0 }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        // A zero byte lies between the names, so that moving a letter over makes a difference.
        for byte in Array(host.utf8) + [0] + Array(plan.utf8) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        hash ^= hash >> 31
        return Int64(hash % (UInt64(bound) + 1))
    }
}
