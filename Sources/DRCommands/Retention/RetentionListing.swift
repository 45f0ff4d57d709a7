import DRCore
import DROperations
import DRPolicy
import DRRepository

/// Shows what a policy decides about the snapshots of a plan.
struct RetentionListing {
    private let decision: RetentionDecision
    private let history: PlanHistory
    private let policy: RetentionPolicy
    private let context: CommandContext
    /// So many snapshots that go are shown of a group.
    private static let longest = 100

    init(_ decision: RetentionDecision, _ history: PlanHistory, _ policy: RetentionPolicy, _ context: CommandContext) {
        self.decision = decision
        self.history = history
        self.policy = policy
        self.context = context
    }

    /// Writes the groups in order, each with what the guards found.
    func show() throws {
        for group in decision.groups {
            if context.isJSON { try write(group) } else { try table(group) }
            for objection in group.objections { tell(objection, group) }
        }
        if decision.groups.isEmpty, !context.isJSON {
            try context.output.line(checked: "plan \(history.plan): no snapshots\n")
        }
    }

    private func table(_ group: RetentionDecision.Group) throws {
        let name = [group.group.description].filter { !$0.isEmpty }.map { ", " + Printable.text($0) }.joined()
        try context.output.line(checked: "plan \(history.plan)\(name): \(policy.keep.description)")
        var table = Table([
            ("", .left), ("ID", .left), ("Name", .left), ("Time", .left), ("Verified", .left), ("Reasons", .left),
        ])
        // Kept ones are few by nature; of thousands that go, the newest say enough.
        let going = group.verdicts.count(where: \.goes)
        var unshown = context.messages.level == .verbose ? 0 : max(going - Self.longest, 0)
        let hidden = unshown
        for verdict in group.verdicts {
            if verdict.goes, unshown > 0 {
                unshown -= 1
                continue
            }
            table.add([
                [verb(verdict, group)], [String(verdict.point.id.prefix(8))],
                [history.name(verdict.point.id)], [LocalTime.text(verdict.point.time)],
                [verdict.isVerified ? "yes" : ""], verdict.reasons.map { Printable.text($0.description) },
            ])
        }
        for line in table.lines { try context.output.line(checked: line) }
        if hidden > 0 {
            let count = ProgressText.count(UInt64(hidden))
            let verb = group.isWithheld ? "are withheld" : "go"
            try context.output.line(checked: "and \(count) older ones that \(verb), which --verbose shows")
        }
        if group.verdicts.count == 1 {
            try context.output.line(
                checked: "hint: a group of one has nothing to be thinned out; was the host renamed?"
            )
        }
        try context.output.line(checked: "")
    }

    private func write(_ group: RetentionDecision.Group) throws {
        for verdict in group.verdicts {
            let type: StaticString = !verdict.goes ? "keep" : group.isWithheld ? "withheld" : "remove"
            try context.output.object(type) { json in
                json.key("plan")
                json.string(history.plan)
                json.key("verified")
                json.bool(verdict.isVerified)
                json.key("reasons")
                json.strings(verdict.reasons.map(\.description))
                if let snapshot = history.snapshot(verdict.point.id) {
                    SnapshotListing.write(snapshot, name: history.name(verdict.point.id), to: &json)
                }
            }
        }
        for objection in group.objections {
            try context.output.object("objection") { json in
                json.key("plan")
                json.string(history.plan)
                json.key("hostname")
                json.string(group.group.hostname ?? "")
                json.key("rule")
                json.string(objection.rule.rawValue)
                json.key("message")
                json.string(objection.message)
                json.key("overridden")
                json.bool(objection.isOverridden)
            }
        }
    }

    private func verb(_ verdict: RetentionDecision.Verdict, _ group: RetentionDecision.Group) -> String {
        verdict.goes ? group.isWithheld ? "withheld" : "remove" : "keep"
    }

    private func tell(_ objection: RetentionObjection, _ group: RetentionDecision.Group) {
        let object = "plan \(history.plan)" + (group.group.hostname.map { ", host \($0)" } ?? "")
        guard !objection.isOverridden else {
            context.messages.note("dr: guard \(objection.rule.rawValue) is overridden: \(objection.message)")
            return
        }
        context.messages.warning(
            "guard \(objection.rule.rawValue): \(objection.message)",
            object: object,
            next: objection.hint
        )
    }
}
