import CLinux
import DRCore
import DRRepository

/// Waits until segments of the log are in the repository.
struct SegmentWatch {
    /// How long to wait while no further segment arrives, in seconds.
    var patience: Double
    private static let interval = 0.5

    private let archive: WALArchive
    private let cancellation: Cancellation

    init(_ archive: WALArchive, patience: Double, cancellation: Cancellation) {
        self.archive = archive
        self.patience = patience
        self.cancellation = cancellation
    }

    /// Waits for all segments from one to another, both included.
    ///
    /// - Parameter ping: called between two looks.
    /// - Throws: `DRError` with code `tryLater` that names the first that did not come.
    func wait(from first: WALSegment, to last: WALSegment, ping: () throws -> Void) throws {
        var waited = 0.0
        var known = -1
        var next = first
        while true {
            try cancellation.check()
            try archive.refresh()
            while next <= last, archive.files[next.name] != nil { next = next.next }
            guard next <= last else { return }
            if archive.files.count > known { waited = 0 }
            known = archive.files.count
            guard waited < patience else { throw missing(next, last) }
            try ping()
            usleep(UInt32(Self.interval * 1e6))
            waited += Self.interval
        }
    }

    private func missing(_ segment: WALSegment, _ last: WALSegment) -> DRError {
        DRError(
            .tryLater,
            "the write-ahead log is not archived: for \(Int(patience)) s no segment came, and the backup needs "
                + (segment == last ? "this one" : "those up to \(last.name)"),
            object: segment.name,
            hint: "look at archive_command in the server's log and at pg_stat_archiver; what was stored is used by the "
                + "next backup"
        )
    }
}
