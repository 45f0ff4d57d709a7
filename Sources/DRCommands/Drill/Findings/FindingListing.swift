import DRCore
import DRPolicy
import DRRecovery
import DRRepository

/// Findings of drills as results.
enum FindingListing {
    /// The row of a table.
    static func row(_ entry: FindingRegister.Entry, at now: Timestamp) -> [[String]] {
        var what = [Printable.text(entry.finding.text)]
        if let owner = entry.finding.owner { what.append("owner: " + Printable.text(owner)) }
        if let more = more(entry.state) { what.append(Printable.text(more)) }
        return [
            [Printable.text(entry.name)], [entry.finding.severity.rawValue], [entry.word(at: now)],
            [LocalTime.text(entry.finding.due)], what,
        ]
    }

    private static func more(_ state: FindingRegister.State) -> String? {
        switch state {
        case .open: nil
        case .closed(let closure): "closed by \(closure.person): \(closure.reason)"
        case .mended(let drill), .foundAgain(let drill): "by " + drill
        }
    }

    /// Writes the members of a finding.
    static func write(_ entry: FindingRegister.Entry, at now: Timestamp, to json: inout JSONWriter) {
        json.key("id")
        json.string(entry.name)
        json.key("drill")
        json.string(entry.drill)
        json.key("scenario")
        json.string(entry.scenario)
        entry.finding.writeMembers(to: &json)
        json.key("state")
        json.string(entry.word(at: now))
        guard case .closed(let closure) = entry.state else { return }
        json.key("closed_by")
        json.string(closure.person)
        json.key("reason")
        json.string(closure.reason)
        json.key("closed")
        json.time(closure.time)
    }
}
