/// The kinds of object in a repository, as the restic repository format names their places.
package enum ObjectKind: String, Sendable, CaseIterable {
    case config
    case key = "keys"
    case lock = "locks"
    case snapshot = "snapshots"
    case index
    case pack = "data"

    /// The word for one such object in messages.
    package var noun: String {
        switch self {
        case .config: "config"
        case .key: "key"
        case .lock: "lock"
        case .snapshot: "snapshot"
        case .index: "index"
        case .pack: "pack"
        }
    }
}
