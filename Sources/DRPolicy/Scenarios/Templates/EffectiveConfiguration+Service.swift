import DRCore

extension EffectiveConfiguration {
    /// The value of a service that a template names, as a text: what is set, or what holds without.
    ///
    /// - Throws: `DRError` when the service is not declared, or nothing is set and nothing holds without.
    package func text(ofService name: String, _ keys: [String]) throws -> String {
        let reference = "${services.\(name).\(keys.joined(separator: "."))}"
        guard configuration.services[name] != nil else {
            throw DRError(.configurationInvalid, "the environment has no such service", object: reference)
        }
        if let set = values[["services", name] + keys]?.scalar?.text { return set }
        var shape = ValueShape.section(ServiceSettings.table.shape)
        var builtIn: String?
        for key in keys {
            guard case .section(let section) = shape, let found = section.keys.first(where: { $0.name == key }) else {
                break
            }
            shape = found.shape
            builtIn = found.builtIn
        }
        guard let builtIn else {
            throw DRError(.configurationInvalid, "the environment does not say this", object: reference)
        }
        return builtIn
    }
}
