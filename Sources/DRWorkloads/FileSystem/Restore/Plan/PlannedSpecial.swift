import DRRepository

/// An entry without content: symbolic link, device or fifo.
struct PlannedSpecial {
    var directory: Int32
    var kind: Node.Kind
    /// Where the name starts in the plan's names.
    var name: Int
    /// Where the target of a symbolic link starts in the plan's names.
    var linkTarget: Int
    var device: UInt64
    var metadata: PlannedMetadata
}
