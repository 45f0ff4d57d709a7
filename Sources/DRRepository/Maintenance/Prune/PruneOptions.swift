/// How far prune goes.
package struct PruneOptions: Sendable {
    /// Whether the plan is made and nothing is changed.
    package var isDryRun: Bool
    package var maxUnused: UnusedLimit
    /// The most bytes of packs that are rewritten; nil for no limit.
    package var maxRepackSize: UInt64?
    /// The size that new packs are filled to, in bytes.
    package var packSize: Int

    /// Makes options.
    package init(
        isDryRun: Bool = false,
        maxUnused: UnusedLimit = .percent(5),
        maxRepackSize: UInt64? = nil,
        packSize: Int = WriteOptions().packSize
    ) {
        self.isDryRun = isDryRun
        self.maxUnused = maxUnused
        self.maxRepackSize = maxRepackSize
        self.packSize = packSize
    }
}
