import DRCore
import DRPolicy
import DRRepository

/// Scenarios as results.
enum ScenarioListing {
    /// The objective for lost data, as people write it.
    static func rpo(_ objectives: ScenarioObjectives) -> String {
        objectives.recoveryPoint == .clean
            ? "last clean point" : objectives.rpo.map(DurationText.format) ?? "-"
    }

    /// Writes the members of a scenario that a list shows.
    static func write(_ scenario: Scenario, to json: inout JSONWriter) {
        json.key("name")
        json.string(scenario.name)
        json.key("title")
        json.string(scenario.title)
        json.key("service")
        json.string(scenario.service)
        json.key("modes")
        json.strings(scenario.modes.map(\.rawValue))
        let objectives = scenario.objectives
        json.key("rto_seconds")
        if let rto = objectives.rto { json.number(Int(rto.components.seconds)) } else { json.null() }
        json.key("rpo_seconds")
        if let rpo = objectives.rpo { json.number(Int(rpo.components.seconds)) } else { json.null() }
        json.key("recovery_point")
        json.string(objectives.recoveryPoint.rawValue)
    }

    /// Writes a step with all that is in it.
    static func write(_ step: ScenarioStep, to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(step.name)
        if let action = step.action {
            json.key("action")
            json.string(action.name)
            json.key("effect")
            json.string(action.shape?.effect.rawValue ?? "")
        }
        if let reverse = step.reverse {
            json.key("reverse")
            json.string(reverse.action?.name ?? "none: \(reverse.reason ?? "")")
        }
        if let phase = step.phase {
            json.key("phase")
            json.string(phase.rawValue)
        }
        json.key("needs")
        json.strings(step.needs)
        if !step.parallel.isEmpty {
            json.key("parallel")
            json.beginArray()
            for member in step.parallel { write(member, to: &json) }
            json.endArray()
        }
        json.endObject()
    }

    /// The line of a step.
    static func line(_ step: ScenarioStep, indent: Int) -> [String] {
        let margin = String(repeating: "  ", count: indent)
        guard let action = step.action else {
            return [margin + "\(step.name)  at the same time:"] + step.parallel.flatMap { line($0, indent: indent + 1) }
        }
        var text = margin + step.name + "  " + action.name
        let targets = action.services.map(\.name) + action.plans.map(\.name)
        if !targets.isEmpty { text += "(" + targets.joined(separator: ", ") + ")" }
        if let reverse = step.reverse {
            text += "  undone by " + (reverse.action?.name ?? "nothing: \(reverse.reason ?? "")")
        }
        return [Printable.text(text)]
    }
}
