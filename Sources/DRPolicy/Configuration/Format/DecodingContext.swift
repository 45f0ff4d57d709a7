/// What is gathered while values are read: everything that is wrong, and what must be checked against the rest.
struct DecodingContext {
    /// What is wrong so far.
    var problems: [ConfigurationProblem] = []
    /// The names that must be declared somewhere.
    var references: [NameReference] = []
    /// The secret files that are named.
    var secretFiles: [SecretFileUse] = []
    /// Whether no more may be said about values, because they may be secret.
    var hidesValues = false

    /// Notes what is wrong with a value.
    mutating func report(
        _ what: String,
        _ value: ConfigurationValue,
        allowed: String? = nil,
        suggestion: String? = nil
    ) {
        problems.append(ConfigurationProblem(what, at: value.origin, allowed: allowed, suggestion: suggestion))
    }

    /// Notes that a value is not of the right sort; shows what was written there, if it is short and no secret.
    mutating func reportWrong(_ value: ConfigurationValue, allowed: String, suggestion: String? = nil) {
        let what: String
        if value.isNull {
            what = "there is no value"
        } else if let written = value.scalar?.written {
            let isShown = !hidesValues && written.count <= 80 && Redaction.clean(written) == written
            what = isShown ? "\"\(written)\" is not allowed" : "the value is not allowed"
        } else {
            what = "\(value.kind) is not allowed"
        }
        report(what, value, allowed: allowed, suggestion: suggestion)
    }
}
