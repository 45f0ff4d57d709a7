import DRCore
import DRPolicy

/// The drills of this machine, as their records and journals tell of them.
package struct DrillHistory: Sendable {
    private let store: DrillStore

    /// Looks at the drills of a store.
    package init(_ store: DrillStore) {
        self.store = store
    }

    /// All drills, the oldest first; one that runs, or whose process died, has no verdict.
    ///
    /// - Throws: `DRError` when a journal or a record cannot be read.
    package func all() throws -> [DrillSummary] { try store.ids().map(summary) }

    /// A drill.
    ///
    /// - Throws: `DRError` with code `integrity` when its journal was changed.
    package func summary(_ id: String) throws -> DrillSummary {
        let path = store.directory(id) + "/" + ReportFormat.json.fileName
        if let bytes = try FileBytes.read(path, limit: 64 << 20), try !isOpen(id) {
            return try DrillSummary(record: bytes)
        }
        let journal = try DrillJournal.read(store.journal(id))
        let header = JournalReplay(journal.records).header
        var summary = DrillSummary()
        summary.id = id
        summary.scenario = header["scenario"] ?? ""
        summary.environment = header["environment"] ?? ""
        summary.mode = header["mode"] ?? ""
        summary.began = journal.records.first?.time ?? summary.began
        let isRunning = try DrillJournal.isHeld(store.journal(id))
        summary.status = isRunning ? DrillStatus.running.rawValue : "unfinished"
        return summary
    }

    /// Drills of a service that changed something, were not undone, and whose process is gone.
    ///
    /// - Throws: `DRError` when a journal cannot be read.
    package func unfinished(service: String?) throws -> [String] {
        try store.ids().filter { id in
            guard try isOpen(id), try !DrillJournal.isHeld(store.journal(id)) else { return false }
            let replay = JournalReplay(try DrillJournal.read(store.journal(id)).records)
            return service == nil || replay.header["service"] == service
        }
    }

    /// Whether something is left to undo.
    private func isOpen(_ id: String) throws -> Bool {
        let replay = JournalReplay(try DrillJournal.read(store.journal(id)).records)
        return !replay.isClosed && (replay.faultBegan || !replay.toReverse.isEmpty)
    }

    /// The drills of a scenario that have ended, the newest first, up to ten.
    func results(of scenario: String, before id: String) throws -> [DrillSummary] {
        let ids = try store.ids().filter { $0.hasPrefix(scenario + "-") && $0 != id }
        return try ids.reversed().prefix(10).compactMap { id in
            let path = store.directory(id) + "/" + ReportFormat.json.fileName
            return try FileBytes.read(path, limit: 64 << 20).map { try DrillSummary(record: $0) }
        }
    }
}
