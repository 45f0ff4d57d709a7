import DRCore
import DRStorage

/// Finds the snapshot that a user means.
package enum SnapshotSelection {
    private static let hint = "'dr snapshots' lists them"

    /// The snapshot that `text` names: `latest`, a unique prefix of an id, or a name such as `backup-20240125-143022`.
    ///
    /// The filter narrows `latest` and names; an id stands for itself. Throws `DRError(.failed)` when there is none, or
    /// more than one, which the message then lists.
    package static func resolve(
        _ text: String,
        in snapshots: [Snapshot],
        matching filter: SnapshotFilter = SnapshotFilter()
    ) throws -> Snapshot {
        if text == "latest" {
            if let snapshot = latest(in: snapshots, matching: filter) { return snapshot }
            throw missing(filter, snapshots)
        }
        if let name = SnapshotName(text) {
            return try single(text, snapshots.filter { filter.matches($0) && name.matches($0) })
        }
        let prefix = text.lowercased()
        guard !prefix.isEmpty, prefix.utf8.count <= 64, prefix.utf8.allSatisfy({ Hex.value($0) != nil }) else {
            throw DRError(
                .failed,
                "a snapshot is named by its id, by 'latest' or by a name such as backup-20240125-143022",
                object: text,
                hint: hint
            )
        }
        return try single(text, snapshots.filter { $0.id?.hex.hasPrefix(prefix) == true })
    }

    /// The newest snapshot that the filter lets through, or nil.
    package static func latest(
        in snapshots: [Snapshot],
        matching filter: SnapshotFilter = SnapshotFilter()
    ) -> Snapshot? {
        snapshots.filter(filter.matches).max(by: isOlder)
    }

    /// The newest snapshot at or before an instant.
    ///
    /// Throws `DRError(.failed)` when all are later.
    package static func newest(
        atOrBefore instant: Timestamp,
        in snapshots: [Snapshot],
        matching filter: SnapshotFilter = SnapshotFilter()
    ) throws -> Snapshot {
        let candidates = snapshots.filter(filter.matches)
        if let snapshot = candidates.filter({ $0.time <= instant }).max(by: isOlder) { return snapshot }
        guard let oldest = candidates.min(by: isOlder) else { throw missing(filter, snapshots) }
        throw DRError(
            .failed,
            "no snapshot is as old as " + RFC3339.format(instant),
            hint: "the oldest is \(SnapshotName.text(of: oldest.time)); \(hint)"
        )
    }

    /// The snapshot that an incremental backup compares with: the newest of the same host and the same set of paths,
    /// not later than `instant`; nil when there is none.
    package static func parent(
        in snapshots: [Snapshot],
        host: String,
        paths: [String],
        before instant: Timestamp
    ) -> Snapshot? {
        let wanted = Set(paths)
        return snapshots.filter { $0.hostname == host && $0.time <= instant && Set($0.paths) == wanted }.max(
            by: isOlder
        )
    }

    /// The order by time; snapshots of the same instant are ordered by id, so that the choice is always the same.
    package static func isOlder(_ left: Snapshot, _ right: Snapshot) -> Bool {
        if left.time != right.time { return left.time < right.time }
        guard let first = left.id, let second = right.id else { return left.id == nil && right.id != nil }
        return first < second
    }

    private static func single(_ text: String, _ found: [Snapshot]) throws -> Snapshot {
        guard let first = found.first else { throw DRError(.failed, "no such snapshot", object: text, hint: hint) }
        if found.count == 1 { return first }
        let shown = found.sorted { isOlder($1, $0) }.prefix(8).map { snapshot in
            "\(snapshot.id?.short ?? "unsaved") of \(RFC3339.format(snapshot.time)) on \(snapshot.hostname)"
        }
        let rest = found.count > shown.count ? " and \(found.count - shown.count) more" : ""
        throw DRError(
            .failed,
            "more than one snapshot matches",
            object: text,
            hint: shown.joined(separator: ", ") + rest + "; use a longer id"
        )
    }

    private static func missing(_ filter: SnapshotFilter, _ snapshots: [Snapshot]) -> DRError {
        if snapshots.isEmpty {
            return DRError(.failed, "the repository holds no snapshot yet", hint: "'dr backup' makes one")
        }
        return DRError(.failed, "no snapshot matches", object: filter.description, hint: hint)
    }
}
