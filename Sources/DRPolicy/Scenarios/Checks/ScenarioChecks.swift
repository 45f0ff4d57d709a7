/// Looks for what is wrong with a scenario as a whole.
struct ScenarioChecks {
    let scenario: Scenario
    /// What was found.
    var problems: [ConfigurationProblem] = []
    /// The steps that run before the one that is looked at, with whether they have an output.
    private var before: Set<String> = []

    init(_ scenario: Scenario) {
        self.scenario = scenario
    }

    /// Makes all checks.
    mutating func run() {
        checkNames()
        for block in scenario.blocks {
            for step in block.steps {
                checkOrder(step)
                for single in step.all {
                    if block.isProbing { checkProbe(single, block) }
                    checkReverse(single, block)
                    checkTemplates(single)
                }
                before.formUnion(step.all.map(\.name))
            }
        }
        checkSentinels()
        checkWithoutSteps()
    }

    private mutating func checkNames() {
        var first: [String: ValueOrigin] = [:]
        for step in scenario.blocks.flatMap(\.steps).flatMap(\.all) {
            if let place = first[step.name] {
                report("two steps are called \"\(step.name)\"", step.origin, "another name; the first is at \(place)")
            }
            first[step.name] = first[step.name] ?? step.origin
        }
    }

    private mutating func checkProbe(_ step: ScenarioStep, _ block: Scenario.Block) {
        guard let shape = step.action?.shape, shape.effect != .probe else { return }
        let probes = ActionCatalog.all.filter { $0.effect == .probe }.map(\.name)
        report("\(block.key) only looks, but \(shape.name) does more", step.origin, probes.joined(separator: ", "))
    }

    /// What changes something must say what undoes it, unless it undoes something itself.
    private mutating func checkReverse(_ step: ScenarioStep, _ block: Scenario.Block) {
        let undoes = ["fault.undo", "rollback"].contains(block.key)
        if let reverse = step.reverse, step.action.map({ !$0.changes }) ?? true {
            let place = reverse.action?.origin ?? step.origin
            report("\"\(step.name)\" changes nothing, so nothing undoes it", place, "no reverse")
        } else if undoes, step.reverse != nil {
            report("\"\(step.name)\" undoes something itself", step.origin, "no reverse")
        } else if step.action?.changes == true, step.reverse == nil, !undoes,
            !(block.key == "fault.do" && !scenario.fault.undo.isEmpty)
        {
            report(
                "\"\(step.name)\" changes something, and nothing undoes it",
                step.origin,
                "reverse: with an action, or reverse: {none: why nothing needs to}"
            )
        }
    }

    private mutating func checkOrder(_ step: ScenarioStep) {
        for need in step.needs + [step.when?.step].compactMap({ $0 }) where !before.contains(need) {
            reportMissing(need, step, among: before)
        }
        let members = Set(step.parallel.map(\.name))
        for member in step.parallel {
            for need in member.needs where !before.contains(need) && !members.contains(need) {
                reportMissing(need, member, among: before.union(members))
            }
            if let need = member.when?.step, !before.contains(need) { reportMissing(need, member, among: before) }
        }
        checkCycles(step.parallel)
    }

    private mutating func reportMissing(_ need: String, _ step: ScenarioStep, among known: Set<String>) {
        let isLater = scenario.blocks.flatMap(\.steps).flatMap(\.all).contains { $0.name == need }
        problems.append(
            ConfigurationProblem(
                isLater ? "the step \"\(need)\" does not run before \"\(step.name)\"" : "there is no step \"\(need)\"",
                at: step.origin,
                allowed: known.isEmpty ? "no step runs before it" : known.sorted().joined(separator: ", "),
                suggestion: isLater ? nil : NearestName.find(need, in: known.sorted())
            )
        )
    }

    /// Takes away steps without needs in the group until none is left; what stays needs itself.
    private mutating func checkCycles(_ members: [ScenarioStep]) {
        var left = members
        while true {
            let names = Set(left.map(\.name))
            let blocked = left.filter { !names.isDisjoint(with: $0.needs) }
            if blocked.count == left.count { break }
            left = blocked
        }
        guard let first = left.first else { return }
        let names = left.map(\.name).joined(separator: ", ")
        report("these steps wait for each other: \(names)", first.origin, "needs without a circle")
    }

    private mutating func checkTemplates(_ step: ScenarioStep) {
        let inner = step.when.map { [$0.value, $0.equals].compactMap { $0 } } ?? []
        for template in (step.action?.templates ?? []) + inner { check(template, known: before) }
        // A reverse runs after its step, and may use what it said.
        for template in step.reverse?.action?.templates ?? [] { check(template, known: before.union([step.name])) }
    }

    private mutating func check(_ template: Template, known: Set<String>, inSentinel: Bool = false) {
        for reference in template.references {
            switch reference {
            case .drill: break
            case .sentinel where inSentinel: break
            case .sentinel: report("\(reference) has a value only in sentinels", template.origin, "other values")
            case .service(_, let keys): checkKeys(keys, reference, template.origin)
            case .output(let name) where known.contains(name): break
            case .output(let name):
                problems.append(
                    ConfigurationProblem(
                        "no step \"\(name)\" runs before this",
                        at: template.origin,
                        allowed: known.isEmpty ? "no step runs before it" : known.sorted().joined(separator: ", "),
                        suggestion: NearestName.find(name, in: known.sorted())
                    )
                )
            }
        }
    }

    private mutating func checkKeys(_ keys: [String], _ reference: TemplateReference, _ origin: ValueOrigin) {
        var shape = ValueShape.section(ServiceSettings.table.shape)
        for key in keys {
            guard let inner = shape[key] else {
                guard case .section(let section) = shape else {
                    return report("\(reference) goes too deep", origin, "a key that holds a single value")
                }
                let names = section.keys.map(\.name)
                problems.append(
                    ConfigurationProblem(
                        "a service has no key \"\(keys.joined(separator: "."))\"",
                        at: origin,
                        allowed: names.joined(separator: ", "),
                        suggestion: NearestName.find(key, in: names)
                    )
                )
                return
            }
            shape = inner
        }
        switch shape {
        case .section, .list, .named: report("\(reference) is not a single value", origin, "a key of it")
        case .secret: report("\(reference) is a secret", origin, "a value that may be shown")
        default: break
        }
    }

    private mutating func checkSentinels() {
        for (_, sentinel) in scenario.sentinels {
            for template in [sentinel.write, sentinel.body].compactMap({ $0 }) {
                check(template, known: [], inSentinel: true)
            }
            check(sentinel.read, known: [])
            let facts = [sentinel.write, sentinel.body].compactMap { $0 }.flatMap(\.references)
            guard sentinel.body != nil else { continue }
            for fact in [TemplateReference.sentinel(.writer), .sentinel(.sequence)] where !facts.contains(fact) {
                report("a write does not say \(fact)", sentinel.write.origin, "\(fact) in write or body")
            }
        }
        for message in scenario.communications.map(\.message) { check(message, known: before) }
    }

    /// What is to be measured needs something that measures it.
    private mutating func checkWithoutSteps() {
        if let rpo = scenario.objectives.rpo, scenario.sentinels.isEmpty {
            let place = scenario.steadyState.first?.origin ?? .builtIn
            report("an RPO (\(DurationText.format(rpo))) that nothing measures", place, "sentinels, or no rpo")
        }
    }

    private mutating func report(_ what: String, _ origin: ValueOrigin, _ allowed: String) {
        problems.append(ConfigurationProblem(what, at: origin, allowed: allowed))
    }
}
