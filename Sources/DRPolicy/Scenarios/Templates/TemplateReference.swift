/// A place in a template that is filled in when a scenario runs.
package enum TemplateReference: Hashable, Sendable, CustomStringConvertible {
    /// A value of a service of the environment.
    case service(String, keys: [String])
    /// What a step said when it ended.
    case output(step: String)
    /// A fact of the drill.
    case drill(DrillFact)
    /// The number of a sentinel writer or of its write.
    case sentinel(SentinelFact)

    /// What is known of a drill while it runs.
    package enum DrillFact: String, CaseIterable, Sendable {
        case id
        case directory
        case environment
        case scenario
    }

    /// What differs between the writes of a sentinel.
    package enum SentinelFact: String, CaseIterable, Sendable {
        case writer
        case sequence
    }

    /// The forms there are, for messages.
    static let forms =
        "${services.NAME.KEY}, ${steps.NAME.output}, ${drill.id}, ${sentinel.sequence}, or $$ for a dollar sign"

    /// Reads what stands between the braces; nil for anything that is none of the forms.
    init?(_ text: some StringProtocol) {
        let words = String(text).split(separator: Character("."), omittingEmptySubsequences: false).map { String($0) }
        switch (words.first, words.count) {
        case ("services", 3...) where words.allSatisfy({ !$0.isEmpty }):
            self = .service(words[1], keys: Array(words[2...]))
        case ("steps", 3) where words[2] == "output" && DeclaredName.isValid(words[1]): self = .output(step: words[1])
        case ("drill", 2):
            guard let fact = DrillFact(rawValue: words[1]) else { return nil }
            self = .drill(fact)
        case ("sentinel", 2):
            guard let fact = SentinelFact(rawValue: words[1]) else { return nil }
            self = .sentinel(fact)
        default: return nil
        }
    }

    /// The place as a scenario writes it.
    package var description: String {
        switch self {
        case .service(let name, let keys): "${services.\(name).\(keys.joined(separator: "."))}"
        case .output(let step): "${steps.\(step).output}"
        case .drill(let fact): "${drill.\(fact.rawValue)}"
        case .sentinel(let fact): "${sentinel.\(fact.rawValue)}"
        }
    }
}
