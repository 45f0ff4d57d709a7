import DRCore
import DROperations
import DRPolicy
import DRRepository

/// Alerts in words and as JSON.
enum AlertListing {
    /// A table of alerts.
    static func table(_ alerts: [AlertRecord]) -> Table {
        var table = Table([
            ("ID", .right), ("Severity", .left), ("State", .left), ("Since", .left), ("Times", .right),
            ("What", .left),
        ])
        for alert in alerts {
            var what = [Printable.text(alert.finding.message)]
            if let object = alert.finding.object { what[0] += ": " + Printable.text(object) }
            if alert.resolved == nil, let hint = alert.finding.hint { what.append("next: " + Printable.text(hint)) }
            if let person = alert.resolved == nil ? alert.acknowledgedBy : alert.resolvedBy {
                let verb = alert.resolved == nil ? "acknowledged" : "resolved"
                what.append(Printable.text("\(verb) by \(person)" + (alert.note.map { ": \($0)" } ?? "")))
            }
            table.add([
                [alert.id.map { "\($0)" } ?? ""],
                [alert.standing.severity.rawValue],
                [alert.state],
                [LocalTime.text(alert.standing.opened)],
                ["\(alert.standing.times)"],
                what,
            ])
        }
        return table
    }

    /// Writes the members of an alert.
    static func write(_ alert: AlertRecord, to json: inout JSONWriter) {
        if let id = alert.id {
            json.key("id")
            json.number(Int(id))
        }
        let texts: [(StaticString, String?)] = [
            ("environment", alert.environment), ("topic", alert.finding.topic.key),
            ("severity", alert.standing.severity.rawValue), ("state", alert.state),
            ("message", alert.finding.message), ("object", alert.finding.object), ("hint", alert.finding.hint),
            ("plan", alert.finding.plan), ("run", alert.finding.run), ("acknowledged_by", alert.acknowledgedBy),
            ("resolved_by", alert.resolvedBy), ("note", alert.note),
        ]
        for case (let key, let value?) in texts {
            json.key(key)
            json.string(value)
        }
        let times: [(StaticString, Timestamp?)] = [
            ("opened", alert.standing.opened), ("seen", alert.standing.seen), ("told", alert.standing.told),
            ("acknowledged", alert.standing.acknowledged), ("resolved", alert.resolved),
        ]
        for case (let key, let value?) in times {
            json.key(key)
            json.time(value)
        }
        json.key("times")
        json.number(alert.standing.times)
    }
}
