import DRCore
import DRRepository
import DRStorage

/// Snapshots as rows of a table and as JSON.
enum SnapshotListing {
    /// A table of snapshots with their names.
    static func table(_ rows: [(Snapshot, String)]) -> Table {
        let hasTags = rows.contains { !SnapshotKind.otherTags($0.0).isEmpty }
        var columns: [(String, Table.Alignment)] = [
            ("ID", .left), ("Name", .left), ("Time", .left), ("Host", .left), ("Kind", .left),
        ]
        if hasTags { columns.append(("Tags", .left)) }
        var table = Table(columns + [("Size", .right), ("Paths", .left)])
        for (snapshot, name) in rows {
            var cells = [
                [snapshot.id?.short ?? ""],
                [name],
                [LocalTime.text(snapshot.time)],
                [Printable.text(snapshot.hostname)],
                [SnapshotKind(snapshot)?.rawValue ?? ""],
            ]
            if hasTags { cells.append(SnapshotKind.otherTags(snapshot).map(Printable.text)) }
            cells.append([snapshot.summary.map { ByteCount.format($0.totalBytesProcessed) } ?? ""])
            cells.append(snapshot.paths.map(Printable.text))
            table.add(cells)
        }
        return table
    }

    /// Writes the members of a snapshot: its id and name, then what its file holds.
    static func write(_ snapshot: Snapshot, name: String, to json: inout JSONWriter) {
        if let id = snapshot.id {
            json.key("id")
            json.id(id)
            json.key("short_id")
            json.string(id.short)
        }
        json.key("name")
        json.string(name)
        if let kind = SnapshotKind(snapshot) {
            json.key("kind")
            json.string(kind.rawValue)
        }
        let content = ByteBuffer()
        snapshot.appendJSON(to: content)
        // The members of the object, without its braces.
        json.raw(UnsafeRawBufferPointer(rebasing: content.bytes[1..<content.count - 1]))
    }
}
