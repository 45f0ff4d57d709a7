import DRCore

/// What makes the hash of an id unpredictable, so that nobody can choose ids that fall together in a table.
///
/// Ids that come from an index need not be true SHA-256 values, and content can be ground until the first bits of its id agree.
package struct ObjectIDHashKey: Sendable {
    let first: UInt64
    let second: UInt64
    let third: UInt64
    let fourth: UInt64

    /// Draws a key.
    package init() {
        first = .random(in: .min ... .max)
        second = .random(in: .min ... .max)
        third = .random(in: .min ... .max)
        fourth = .random(in: .min ... .max)
    }
}

extension ObjectID {
    /// A hash of the id under a key; all bits are fit to choose a slot.
    @inline(__always)
    package func hash(under key: ObjectIDHashKey) -> UInt64 {
        let (one, two, three, four) = words
        // A full product folded to one word, as in wyhash.
        let left = (one ^ key.first).multipliedFullWidth(by: two ^ key.second)
        let right = (three ^ key.third).multipliedFullWidth(by: four ^ key.fourth)
        return (left.high ^ left.low) &+ (right.high ^ right.low)
    }
}
