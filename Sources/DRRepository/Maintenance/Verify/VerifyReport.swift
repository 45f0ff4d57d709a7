import DRStorage

/// What verify found.
package struct VerifyReport: Sendable {
    /// What is wrong; empty for an intact repository.
    package var damages: [Damage] = []
    /// What is unusual but harmless, such as packs left over by an interrupted backup.
    package var hints: [String] = []
    /// The snapshots of which something is lost, oldest first.
    package var harmedSnapshots: [ObjectID] = []
    /// Whether the search for harmed files was cut short, so that `Damage.harm` lists only a part.
    package var isHarmPartial = false
    package var snapshots = 0
    package var indexes = 0
    /// Distinct directories that were read.
    package var trees = 0
    package var packs = 0
    /// Blobs in the index; copies count.
    package var blobs = 0
    /// Bytes of all packs.
    package var packBytes: UInt64 = 0
    /// Packs that were read completely.
    package var packsRead = 0
    package var bytesRead: UInt64 = 0

    /// Makes an empty report.
    package init() {}

    /// Whether nothing is wrong.
    package var isIntact: Bool { damages.isEmpty }
}
