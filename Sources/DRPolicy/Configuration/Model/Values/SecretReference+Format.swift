extension ValueFormat where Value == SecretReference {
    /// A map with one key that says where the secret comes from.
    static var secret: ValueFormat {
        ValueFormat(.secret) { value, context in
            let isHiding = context.hidesValues
            context.hidesValues = true
            defer { context.hidesValues = isHiding }
            return SecretSource.decode(value, &context)
        }
    }
}

/// The ways to say where a secret comes from.
enum SecretSource: String, CaseIterable {
    case file
    case command
    case env
    case credential

    /// All ways, for messages.
    static let allowed = "{file: /PATH}, {command: [PROGRAM, ARGUMENT]}, {env: NAME} or {credential: NAME}"

    /// What the schema says about the key.
    var summary: String {
        switch self {
        case .file: "A file that only its owner can read; one line break at its end does not count."
        case .command: "A program that prints the secret, and its arguments; there is no shell."
        case .env: "A variable of the environment."
        case .credential: "A credential that systemd hands over (LoadCredential=)."
        }
    }

    /// The shape of what stands behind the key.
    var shape: ValueShape {
        switch self {
        case .file: ValueFormat.absolutePath.shape
        case .command: ValueFormat.command.shape
        case .env: ValueFormat.variableName.shape
        case .credential: ValueFormat.credentialName.shape
        }
    }

    static func decode(_ value: ConfigurationValue, _ context: inout DecodingContext) -> SecretReference? {
        if value.scalar != nil {
            context.report("a secret stands here in clear", value, allowed: allowed)
            return nil
        }
        guard let entries = value.entries, let entry = entries.first, entries.count == 1 else {
            context.report("not one place of a secret", value, allowed: allowed)
            return nil
        }
        guard let source = SecretSource(rawValue: entry.key) else {
            let suggestion = NearestName.find(entry.key, in: allCases.map(\.rawValue))
            context.problems.append(
                ConfigurationProblem(
                    "unknown place of a secret",
                    at: entry.keyOrigin,
                    allowed: allowed,
                    suggestion: suggestion
                )
            )
            return nil
        }
        switch source {
        case .file:
            guard let path = ValueFormat.absolutePath.decode(entry.value, &context) else { return nil }
            context.secretFiles.append(SecretFileUse(path: path, origin: entry.value.origin))
            return .file(path)
        case .command: return ValueFormat.command.decode(entry.value, &context).map { .command($0) }
        case .env: return ValueFormat.variableName.decode(entry.value, &context).map { .variable($0) }
        case .credential: return ValueFormat.credentialName.decode(entry.value, &context).map { .credential($0) }
        }
    }
}

extension ValueFormat where Value == String {
    /// The name of a variable of the environment.
    fileprivate static var variableName: ValueFormat {
        single(
            what: "the name of a variable",
            pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
            allowed: "the name of a variable, such as DR_REPOSITORY_PASSWORD",
            write: { $0 },
            parse: { VariableName.isValid($0) ? $0 : nil }
        )
    }

    /// The name of a credential of systemd, which is a file name.
    fileprivate static var credentialName: ValueFormat {
        single(
            what: "the name of a credential",
            pattern: DeclaredName.pattern,
            allowed: "the name of a credential: " + DeclaredName.rule,
            write: { $0 },
            parse: { DeclaredName.isValid($0) ? $0 : nil }
        )
    }
}
