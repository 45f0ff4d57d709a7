/// A further name of an entry that is restored under another name.
struct PlannedLink {
    /// What it is another name of.
    enum Target {
        case file(Int32)
        case special(Int32)
    }

    var directory: Int32
    /// Where the name starts in the plan's names.
    var name: Int
    var target: Target
}
