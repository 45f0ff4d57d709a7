import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Shows which snapshots the rules keep, and why, and which they remove.
struct ForgetListing {
    private let plan: ForgetPlan
    private let context: CommandContext

    init(_ plan: ForgetPlan, _ context: CommandContext) {
        self.plan = plan
        self.context = context
    }

    /// Writes the groups in order.
    func show() throws {
        for group in plan.retention.groups {
            if context.isJSON {
                for kept in group.keep { try write("keep", kept.point, reasons: kept.reasons.map(\.description)) }
                for point in group.remove { try write("remove", point, reasons: []) }
            } else {
                try show(group)
            }
        }
    }

    private func write(_ type: StaticString, _ point: RetentionPoint, reasons: [String]) throws {
        guard let snapshot = plan.snapshot(point) else { return }
        try context.output.object(type) { json in
            if !reasons.isEmpty {
                json.key("reasons")
                json.strings(reasons)
            }
            SnapshotListing.write(snapshot, name: SnapshotName.text(of: snapshot.time), to: &json)
        }
    }

    private func show(_ group: RetentionPlan.Group) throws {
        let name = group.group.description
        try context.output.line(checked: name.isEmpty ? "all snapshots:" : Printable.text(name) + ":")
        var table = Table([("", .left), ("ID", .left), ("Name", .left), ("Time", .left), ("Reasons", .left)])
        func add(_ verb: String, _ point: RetentionPoint, _ reasons: [String]) {
            guard let snapshot = plan.snapshot(point), let id = snapshot.id else { return }
            table.add([
                [verb], [id.short], [SnapshotName.text(of: snapshot.time)], [LocalTime.text(snapshot.time)],
                reasons.map(Printable.text),
            ])
        }
        for kept in group.keep { add("keep", kept.point, kept.reasons.map(\.description)) }
        for point in group.remove { add("remove", point, []) }
        for line in table.lines { try context.output.line(checked: line) }
        try context.output.line(checked: "")
    }
}
