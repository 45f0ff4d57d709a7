/// Checks that every name that is used is declared.
enum ReferenceCheck {
    /// The problems with the references, given the effective values and the names of the retention policies.
    static func problems(
        _ references: [NameReference],
        in effective: ConfigurationValue,
        policies: some Sequence<String>
    ) -> [ConfigurationProblem] {
        let policies = policies.sorted()
        return references.compactMap { reference in
            guard let declared = names(of: reference.kind, effective, policies),
                !declared.contains(reference.name)
            else { return nil }
            return ConfigurationProblem(
                "the \(reference.kind.rawValue) \"\(reference.written)\" is not declared in \(reference.kind.place)",
                at: reference.origin,
                allowed: declared.isEmpty ? "none is declared" : declared.joined(separator: ", "),
                suggestion: NearestName.find(reference.name, in: declared)
            )
        }
    }

    /// What the files declare, also where the declaration itself is wrong; nil where it cannot be told.
    private static func names(
        of kind: DeclaredKind,
        _ effective: ConfigurationValue,
        _ policies: [String]
    ) -> [String]? {
        let path =
            switch kind {
            case .retention: [String]()
            case .channel: ["alerts", "channels"]
            case .repository, .region, .service, .plan: [kind.place]
            }
        if kind == .retention { return policies }
        guard let section = effective[path] else { return [] }
        return section.entries?.map(\.key).sorted()
    }
}
