/// Something that a step does or looks at: the name of an action and its arguments.
package struct ScenarioAction: Hashable, Sendable {
    /// The name, such as `process.kill`.
    package var name = ""
    /// The arguments by their keys.
    package var arguments: [String: ArgumentValue] = [:]
    /// Where it stands.
    package var origin = ValueOrigin.builtIn

    /// What is known of actions of this name.
    package var shape: ActionShape? { ActionCatalog.find(name) }

    /// Whether it changes something outside of `dr`.
    package var changes: Bool { shape?.effect == .changes }

    /// The services that it names.
    package var services: [(name: String, kinds: [ServiceKind], origin: ValueOrigin)] {
        arguments.sorted { $0.key < $1.key }.compactMap {
            if case .service(let name, let kinds, let origin) = $0.value { (name, kinds, origin) } else { nil }
        }
    }

    /// The plans that it names.
    package var plans: [(name: String, origin: ValueOrigin)] {
        arguments.sorted { $0.key < $1.key }.compactMap {
            if case .plan(let name, let origin) = $0.value { (name, origin) } else { nil }
        }
    }

    /// The templates of its arguments.
    var templates: [Template] { arguments.sorted { $0.key < $1.key }.flatMap { $0.value.templates } }
}

extension ValueFormat where Value == ScenarioAction {
    /// The arguments of an action.
    static func action(_ action: ActionShape) -> ValueFormat {
        let formats = action.arguments.map { ($0, $0.valueFormat) }
        let shape = SectionShape(
            summary: action.summary,
            keys: formats.map { argument, format in
                KeyShape(
                    name: argument.name,
                    summary: argument.summary,
                    shape: format.shape,
                    isRequired: argument.isRequired,
                    builtIn: nil
                )
            },
            exactlyOne: [],
            definition: "action." + action.name
        )
        return ValueFormat(.section(shape)) { value, context in
            guard let entries = value.entries else {
                context.reportWrong(value, allowed: ValueShape.section(shape).allowed)
                return nil
            }
            var decoded = ScenarioAction(name: action.name, origin: value.origin)
            var isRight = true
            for entry in entries {
                guard let (argument, format) = formats.first(where: { $0.0.name == entry.key }) else {
                    let names = formats.map { $0.0.name }
                    context.problems.append(
                        ConfigurationProblem(
                            "unknown key \"\(entry.key)\"",
                            at: entry.keyOrigin,
                            allowed: names.joined(separator: ", "),
                            suggestion: NearestName.find(entry.key, in: names)
                        )
                    )
                    isRight = false
                    continue
                }
                let argumentValue = format.decode(entry.value, &context)
                decoded.arguments[argument.name] = argumentValue
                isRight = isRight && argumentValue != nil
            }
            for (argument, format) in formats where argument.isRequired && value[argument.name] == nil {
                context.report("\"\(argument.name)\" is missing", value, allowed: format.shape.allowed)
                isRight = false
            }
            return isRight ? decoded : nil
        }
    }
}
