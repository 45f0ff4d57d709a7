import DRCore

/// One thing that is wrong with a configuration: where, what, what is allowed, and what may have been meant.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// Where it is.
    package let origin: ValueOrigin
    /// What is wrong, without a final full stop.
    package let what: String
    /// What may stand there.
    package let allowed: String?
    /// The nearest spelling of what may stand there.
    package let suggestion: String?

    /// Describes a problem.
    package init(_ what: String, at origin: ValueOrigin, allowed: String? = nil, suggestion: String? = nil) {
        self.origin = origin
        self.what = Self.printable(what)
        self.allowed = allowed.map(Self.printable)
        self.suggestion = suggestion.map(Self.printable)
    }

    /// A text without characters that would change a terminal or break the line.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "?"
                    default: scalar
                    }
                }
            )
        )
    }

    /// The problem on one line.
    ///
    /// Its form is `file:line:column: what; allowed: …; did you mean "…"?`.
    package var description: String {
        var text = "\(origin): \(what)"
        if let allowed { text += "; allowed: \(allowed)" }
        if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
        return text
    }
}

extension DRError {
    /// All that is wrong with a configuration, in the order of files and lines.
    init(_ problems: [ConfigurationProblem], environment: String) {
        let sorted = Set(problems).sorted { ($0.origin, $0.what) < ($1.origin, $1.what) }
        self.init(
            .configurationInvalid,
            sorted.count == 1 ? "the configuration has a problem" : "the configuration has \(sorted.count) problems",
            object: environment,
            details: sorted
        )
    }

    /// The single problems, when the configuration is what the error is about.
    package var configurationProblems: [ConfigurationProblem] {
        details.compactMap { $0 as? ConfigurationProblem }
    }
}
