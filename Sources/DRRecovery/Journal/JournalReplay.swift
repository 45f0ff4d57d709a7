import DRPolicy

/// What a journal says of a drill whose process died.
package struct JournalReplay: Sendable {
    /// Steps that ended, with their states.
    package var states: [String: StepState] = [:]
    /// What steps said.
    package var outputs: [String: String] = [:]
    /// Steps that began to change something and have not been undone, the oldest first.
    package var toReverse: [String] = []
    /// Steps that began and have no outcome.
    package var unresolved: [String] = []
    /// Whether the fault began.
    package var faultBegan = false
    /// Whether the fault was undone as a whole.
    package var faultUndone = false
    /// Whether the forward part of the drill was over, or its undoing had begun.
    package var hasTurnedBack = false
    /// The moments.
    package var moments: [String: Int64] = [:]
    /// Whether the drill has ended, and nothing is left to undo.
    package var isClosed = false
    /// What the first line says.
    package var header: [String: String] = [:]

    /// Reads the lines in their order.
    package init(_ records: [JournalRecord]) {
        for record in records {
            switch record.kind {
            case .opened: header = record.fields
            case .intent:
                unresolved.append(record.step)
                if record.fields["block"] == "fault.do" { faultBegan = true }
                if record.fields["reverse"] == "yes", !toReverse.contains(record.step) { toReverse.append(record.step) }
            case .outcome:
                unresolved.removeAll { $0 == record.step }
                states[record.step] = record.fields["state"].flatMap(StepState.init(rawValue:))
                outputs[record.step] = record.fields["output"]
            case .reversed where record.fields["state"] == StepState.succeeded.rawValue:
                toReverse.removeAll { $0 == record.step }
                if record.step == Self.faultName { faultUndone = true }
            case .stopped, .reversing: hasTurnedBack = true
            case .block where record.step == "rollback": hasTurnedBack = true
            case .moment: moments[record.step] = record.elapsed
            case .closed: isClosed = true
            default: break
            }
        }
    }

    /// Stands for the fault as a whole among the steps to undo.
    static let faultName = "fault.undo"
}
