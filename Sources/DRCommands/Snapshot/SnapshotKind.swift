import DRRepository

/// Whether a backup read everything again or trusted the one before; kept as a tag of the snapshot.
enum SnapshotKind: String {
    case full
    case incremental
    /// Made of an archive.
    case imported = "import"

    /// The kind that the tags of a snapshot tell; nil for snapshots of other programs.
    init?(_ snapshot: Snapshot) {
        guard let kind = snapshot.tags.lazy.compactMap(SnapshotKind.init(rawValue:)).first else { return nil }
        self = kind
    }

    /// The tags that a user gave.
    static func otherTags(_ snapshot: Snapshot) -> [String] {
        snapshot.tags.filter { SnapshotKind(rawValue: $0) == nil }
    }
}
