import DRCore
import DRRepository
import DRStorage

/// Shows what a search finds, by snapshot, and counts it; used by one thread.
final class FindResults {
    private let context: CommandContext
    private let long: Bool
    private var snapshot: Snapshot?
    private var isAnnounced = false
    private(set) var matches = 0
    private(set) var damaged = 0
    private var snapshotsWithMatches = 0

    init(_ context: CommandContext, long: Bool) {
        self.context = context
        self.long = long
    }

    /// The count in words.
    var text: String {
        matches == 0
            ? "nothing found"
            : "\n\(matches) \(matches == 1 ? "match" : "matches") in \(snapshotsWithMatches) "
                + (snapshotsWithMatches == 1 ? "snapshot" : "snapshots")
    }

    /// Begins with a snapshot.
    func begin(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        isAnnounced = false
    }

    /// Shows an entry.
    func add(_ path: [UInt8], _ node: Node) throws {
        try context.cancellation.check()
        matches += 1
        if !isAnnounced { try announce() }
        try context.emit("match", text: long ? NodeListing.line(path, node) : Printable.name(path)) { json in
            if let id = snapshot?.id {
                json.key("snapshot")
                json.id(id)
            }
            NodeListing.write(path, node, to: &json)
        }
    }

    /// Reports a directory that could not be read.
    func damage(_ path: [UInt8], _ error: DRError) {
        damaged += 1
        context.messages.warning(
            "cannot look below \(Printable.name(path)): \(error.message)",
            object: error.object,
            next: "dr verify"
        )
    }

    private func announce() throws {
        isAnnounced = true
        snapshotsWithMatches += 1
        guard !context.isJSON, let snapshot else { return }
        let blank = matches > 1 ? "\n" : ""
        try context.output.line(
            checked: blank + "snapshot \(snapshot.id?.short ?? "") \(SnapshotName.text(of: snapshot.time)) of "
                + "\(LocalTime.text(snapshot.time)) on \(Printable.text(snapshot.hostname)):"
        )
    }
}
