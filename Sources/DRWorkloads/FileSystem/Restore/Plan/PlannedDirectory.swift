import DRStorage

/// A directory of the snapshot; number 0 is the target itself.
struct PlannedDirectory {
    /// The number of the directory above; -1 for the target.
    var parent: Int32
    /// Levels below the target.
    var depth: Int32
    /// Where the name starts in the plan's names.
    var name: Int
    /// Nil for the target, whose metadata stays.
    var metadata: PlannedMetadata?
    /// The tree blob; nil for the target when a single entry is restored.
    var tree: ObjectID?
    /// The patterns select the directory itself.
    var isSelected = false
    /// Something in it is restored, so it has to be there.
    var isNeeded = false
    /// It was made by this run, so nothing can be in it.
    var isFresh = false
    /// It could not be made; what is below is left out.
    var isFailed = false
    /// What it holds comes into the directory above, and it is not made itself.
    var isWrapper = false
}
