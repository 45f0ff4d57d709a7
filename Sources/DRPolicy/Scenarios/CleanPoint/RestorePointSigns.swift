/// What tells a restore point apart from an earlier one that is taken for clean: the numbers, and what they mean.
///
/// A single sign may be an ordinary day (a release, a new dump); damage to a canary is not.
package struct RestorePointSigns: Hashable, Sendable {
    /// Files of the earlier point.
    package var files = 0
    /// Files of it whose content is another one now, under their own name or with an addition to it.
    package var changed = 0
    /// Files of it that are gone, under any name.
    package var removed = 0
    /// Files of it that are there under their name and an addition, for the addition that most of them have.
    package var renamed = 0
    /// That addition.
    package var suffix = ""
    /// Bytes of the content of changed files, before.
    package var bytesBefore: UInt64 = 0
    /// Bytes in which it is stored, before.
    package var storedBefore: UInt64 = 0
    /// Bytes of the content of changed files, now.
    package var bytesNow: UInt64 = 0
    /// Bytes in which it is stored, now.
    package var storedNow: UInt64 = 0
    /// Changed files whose kind was known by their first bytes.
    package var kindsKnown = 0
    /// Those of them whose kind is unknown now.
    package var kindsLost = 0
    /// Canary files of the earlier point.
    package var canaries = 0
    /// Those of them that are gone or changed.
    package var canariesDamaged = 0

    /// Nothing was seen.
    package init() {}

    /// How a restore point is labelled.
    package enum Label: String, Sendable {
        /// Nothing speaks against it.
        case clean
        /// A canary is damaged, or two signs speak against it.
        case suspect
    }

    /// The label.
    package var label: Label { canariesDamaged > 0 || signs.count >= 2 ? .suspect : .clean }

    /// What speaks against the point, a sentence each.
    package var signs: [String] {
        var signs: [String] = []
        if canariesDamaged > 0 { signs.append("\(canariesDamaged) of \(canaries) canaries are damaged") }
        if files >= 10, changed + removed >= (files + 1) / 2 {
            signs.append("\(changed + removed) of \(files) files are changed or gone")
        }
        if renamed >= 10, renamed * 5 >= files {
            signs.append("\(renamed) files have \"\(suffix)\" added to their names")
        }
        if let before = Self.share(storedBefore, bytesBefore), let now = Self.share(storedNow, bytesNow),
            before <= 0.75, now >= 0.95
        {
            signs.append("changed files compressed to \(Self.percent(before)) before, and to \(Self.percent(now)) now")
        }
        if kindsLost >= 5, kindsLost * 2 >= kindsKnown {
            signs.append("\(kindsLost) of \(kindsKnown) changed files are no longer of a known kind")
        }
        return signs
    }

    private static func share(_ stored: UInt64, _ bytes: UInt64) -> Double? {
        bytes >= 4096 ? Double(stored) / Double(bytes) : nil
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
