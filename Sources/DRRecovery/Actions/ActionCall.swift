import DRCore
import DRPolicy

/// An action with everything filled in.
package struct ActionCall: Sendable {
    /// The name of the action.
    package let name: String
    private let arguments: [String: ArgumentValue]
    private let fill: @Sendable (TemplateReference) throws -> String
    private let services: [String: ServiceSettings]

    /// Takes an action and what fills its templates.
    package init(
        _ action: ScenarioAction,
        services: [String: ServiceSettings],
        fill: @escaping @Sendable (TemplateReference) throws -> String
    ) {
        name = action.name
        arguments = action.arguments
        self.services = services
        self.fill = fill
    }

    /// The text of a key; nil when it is not there.
    package func text(_ key: String) throws -> String? {
        switch arguments[key] {
        case .text(let template): try template.filled(fill)
        case .word(let word): word
        case .plan(let name, _): name
        default: nil
        }
    }

    /// The text of a key that must be there.
    package func required(_ key: String) throws -> String {
        guard let text = try text(key) else { throw missing(key) }
        return text
    }

    /// The texts of a key; none when it is not there.
    package func texts(_ key: String) throws -> [String] {
        guard case .texts(let templates) = arguments[key] else { return [] }
        return try templates.map { try $0.filled(fill) }
    }

    /// Whether a key is there.
    package func has(_ key: String) -> Bool { arguments[key] != nil }

    /// The time of a key in nanoseconds.
    package func nanoseconds(_ key: String) -> Int64? {
        if case .duration(let time) = arguments[key] { time.nanoseconds } else { nil }
    }

    /// The number of a key.
    package func integer(_ key: String) -> Int? {
        if case .integer(let number) = arguments[key] { number } else { nil }
    }

    /// The truth of a key.
    package func boolean(_ key: String) -> Bool? {
        if case .boolean(let truth) = arguments[key] { truth } else { nil }
    }

    /// The service of a key with its settings.
    ///
    /// - Throws: `DRError` when the environment does not declare it.
    package func service(_ key: String = "service") throws -> (name: String, settings: ServiceSettings) {
        guard case .service(let name, _, _) = arguments[key] else { throw missing(key) }
        guard let settings = services[name] else {
            throw DRError(.configurationInvalid, "the environment has no such service", object: name)
        }
        return (name, settings)
    }

    /// The part of the settings of a service that an action needs.
    ///
    /// - Throws: `DRError` when the service is of another kind.
    package func part<Part>(_ path: KeyPath<ServiceSettings, Part?>, _ key: String = "service") throws -> Part {
        let (name, settings) = try service(key)
        guard let part = settings[keyPath: path] else {
            throw DRError(.configurationInvalid, "\(self.name) has no use for a service of this kind", object: name)
        }
        return part
    }

    private func missing(_ key: String) -> DRError {
        DRError(.configurationInvalid, "\(name) lacks \(key)", object: name)
    }
}
