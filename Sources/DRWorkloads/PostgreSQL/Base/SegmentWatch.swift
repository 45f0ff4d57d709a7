import CLinux
import DRCore
import DRRepository

/// Waits until segments of the log are in the repository.
struct SegmentWatch {
    /// Seconds between looks: what is just being archived is there in a moment, and nobody need list a distant storage often for
    /// what takes longer.
    private static let interval = (first: 0.02, growth: 1.5, last: 0.5)
    /// After so many seconds it is told what is waited for, and again each time so many have passed.
    private static let telling = (first: 3.0, again: 60.0)

    private let archive: WALArchive
    private let patience: Double
    private let note: @Sendable (String) -> Void
    private let cancellation: Cancellation

    /// - Parameters:
    ///   - patience: how long to wait while no further segment arrives, in seconds.
    ///   - note: hears what is waited for.
    init(
        _ archive: WALArchive,
        patience: Double,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.archive = archive
        self.patience = patience
        self.cancellation = cancellation
        self.note = note
    }

    /// Waits for all segments from one to another, both included.
    ///
    /// - Parameters:
    ///   - copied: bytes that are stored by now, which an error tells of.
    ///   - ping: called between two looks.
    /// - Throws: `DRError` with code `tryLater` that names the first that did not come.
    func wait(
        from first: WALSegment,
        to last: WALSegment,
        copied: UInt64? = nil,
        ping: () throws -> Void = {}
    ) throws {
        var waited = 0.0
        var told = Self.telling.first - Self.telling.again
        var total = 0.0
        var known = -1
        var pause = Self.interval.first
        var next = first
        while true {
            try cancellation.check()
            try archive.refresh()
            while next <= last, archive.files[next.name] != nil { next = next.next }
            guard next <= last else { return }
            if archive.files.count > known { waited = 0 }
            known = archive.files.count
            guard waited < patience else { throw missing(next, last, copied) }
            if total - told >= Self.telling.again {
                told = total
                note(
                    "waiting for \(next.name) in the repository\(next == last ? "" : ", and those up to \(last.name)"), "
                        + "at most \(Int(patience)) s while none arrives; the newest there is \(newest ?? "none")"
                )
            }
            try ping()
            usleep(UInt32(pause * 1e6))
            waited += pause
            total += pause
            pause = min(pause * Self.interval.growth, Self.interval.last)
        }
    }

    private var newest: String? { archive.files.keys.filter { $0.utf8.count == 24 }.max() }

    private func missing(_ segment: WALSegment, _ last: WALSegment, _ copied: UInt64?) -> DRError {
        let kept = copied.map {
            "; what was copied, \(ByteCount.format($0)), stays in the repository until it is pruned, and the next backup "
                + "stores none of it again"
        }
        return DRError(
            .tryLater,
            "the write-ahead log is not archived: for \(Int(patience)) s no segment came, and the backup needs "
                + (segment == last ? "this one" : "those up to \(last.name)"),
            object: segment.name,
            hint:
                "look at archive_command in the server's log and at pg_stat_archiver; postgresql.wal.wait of the plan "
                + "is how long it waits\(kept ?? "")"
        )
    }
}
