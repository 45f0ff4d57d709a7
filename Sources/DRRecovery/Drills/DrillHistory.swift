import DRCore
import DRPolicy

/// The drills of this machine, as their records and journals tell of them.
package struct DrillHistory: Sendable {
    private let store: DrillStore

    /// Looks at the drills of a store.
    package init(_ store: DrillStore) {
        self.store = store
    }

    /// All drills, the oldest first; one that runs, or whose process died, has no verdict, and one whose journal or record
    /// is not what was written says what is wrong with it.
    ///
    /// - Throws: `DRError` when the directory cannot be read.
    package func all() throws -> [DrillSummary] {
        try store.ids().map { id in
            do { return try summary(id) } catch let error as DRError {
                return DrillSummary(untrusted: id, environment: claimedEnvironment(id), error)
            }
        }
    }

    /// The environment that the record of a drill names, whoever wrote it; empty when it names none.
    private func claimedEnvironment(_ id: String) -> String {
        let path = store.directory(id) + "/" + ReportFormat.json.fileName
        guard let bytes = try? FileBytes.read(path, limit: 64 << 20) else { return "" }
        return (try? DrillSummary(record: bytes).environment) ?? ""
    }

    /// A drill.
    ///
    /// - Throws: `DRError` with code `integrity` when its journal was changed.
    package func summary(_ id: String) throws -> DrillSummary {
        let path = store.directory(id) + "/" + ReportFormat.json.fileName
        if let bytes = try FileBytes.read(path, limit: 64 << 20), try !isOpen(id) { return try ended(id, bytes) }
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
    /// - Throws: `DRError` when a journal cannot be read: what it did may be left.
    package func unfinished(service: String) throws -> [String] {
        try store.ids().filter { id in
            guard try isOpen(id), try !DrillJournal.isHeld(store.journal(id)) else { return false }
            return JournalReplay(try DrillJournal.read(store.journal(id)).records).header["service"] == service
        }
    }

    /// Whether something is left to undo.
    private func isOpen(_ id: String) throws -> Bool {
        let replay = JournalReplay(try DrillJournal.read(store.journal(id)).records)
        return !replay.isClosed && (replay.faultBegan || !replay.toReverse.isEmpty)
    }

    private func ended(_ id: String, _ record: [UInt8]) throws -> DrillSummary {
        var summary = try DrillSummary(record: record)
        summary.closures = try ClosedFindings(directory: store.directory(id)).all()
        return summary
    }

    /// The newest drills of scenarios in an environment, as far back as they say how things stand now: to the last full
    /// test of each scenario that came to its end.
    ///
    /// - Returns: the drills, the oldest first, and those whose journal or record is not what was written.
    /// - Throws: `DRError` when the directory cannot be read.
    package func recent(_ scenarios: [String], environment: String) throws -> (
        drills: [DrillSummary], damaged: [(id: String, error: DRError)]
    ) {
        var found: [DrillSummary] = []
        var damaged: [(id: String, error: DRError)] = []
        var waiting = Set(scenarios)
        for id in try store.ids().reversed() where waiting.contains(DrillStore.scenario(of: id)) {
            do {
                let drill = try summary(id)
                guard drill.environment == environment else { continue }
                found.append(drill)
                let past = drill.past
                if let past, past.isCompleted, past.isMeasured, past.mode != .dryRun { waiting.remove(drill.scenario) }
            } catch let error as DRError {
                damaged.append((id, error))
            }
        }
        return (found.reversed(), damaged)
    }

    /// The drills of a scenario in an environment that have ended, the newest first, up to ten.
    func results(of scenario: String, in environment: String, before id: String) throws -> [DrillSummary] {
        var found: [DrillSummary] = []
        for other in try store.ids().reversed() where DrillStore.scenario(of: other) == scenario && other != id {
            let path = store.directory(other) + "/" + ReportFormat.json.fileName
            guard let bytes = try FileBytes.read(path, limit: 64 << 20) else { continue }
            let drill = try ended(other, bytes)
            if drill.environment == environment { found.append(drill) }
            if found.count == 10 { break }
        }
        return found
    }
}
