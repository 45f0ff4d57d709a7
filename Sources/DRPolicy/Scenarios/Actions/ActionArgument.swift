/// A key of an action.
package struct ActionArgument: Sendable {
    /// The key.
    package let name: String
    /// What may stand there.
    let format: Format
    /// Whether it must be there.
    package let isRequired: Bool
    /// What it is for.
    package let summary: String

    /// The sorts of values.
    enum Format: Sendable {
        /// A text with places to fill in.
        case text(String)
        /// A program and its arguments.
        case words
        /// A list of texts.
        case texts(String)
        case duration(ClosedRange<Duration>)
        case integer(ClosedRange<Int>)
        case boolean
        case choice([String])
        /// The name of a service of one of these kinds; never filled in, so that what a drill touches is known before.
        case service([ServiceKind])
        /// The name of a plan.
        case plan
    }

    static func required(_ name: String, _ format: Format, _ summary: String) -> ActionArgument {
        ActionArgument(name: name, format: format, isRequired: true, summary: summary)
    }

    static func optional(_ name: String, _ format: Format, _ summary: String) -> ActionArgument {
        ActionArgument(name: name, format: format, isRequired: false, summary: summary)
    }

    /// How the value is read.
    var valueFormat: ValueFormat<ArgumentValue> {
        switch format {
        case .text(let what): ValueFormat<Template>.template(what).mapped { text, _ in .text(text) }
        case .words:
            ValueFormat<[Template]>.list(
                .template(CommandWord.what),
                minimum: 1,
                hint: "a list of a program and its arguments; there is no shell"
            ).mapped { words, _ in .texts(words) }
        case .texts(let what):
            ValueFormat<[Template]>.list(.template(what), minimum: 1).mapped { texts, _ in .texts(texts) }
        case .duration(let range): ValueFormat<Duration>.shortDuration(range).mapped { time, _ in .duration(time) }
        case .integer(let range): ValueFormat<Int>.integer(range).mapped { number, _ in .integer(number) }
        case .boolean: ValueFormat<Bool>.boolean.mapped { truth, _ in .boolean(truth) }
        case .choice(let words): Self.word(words).mapped { word, _ in .word(word) }
        case .service(let kinds): Self.name("a service").mapped { .service($0, kinds: kinds, $1) }
        case .plan: Self.name("a plan").mapped { .plan($0, $1) }
        }
    }

    private static func word(_ words: [String]) -> ValueFormat<String> {
        ValueFormat(.choice(words), write: { $0 }) { value, context in
            guard let text = value.scalar?.text, words.contains(text) else {
                let suggestion = value.scalar.flatMap { NearestName.find($0.text, in: words) }
                context.reportWrong(value, allowed: words.joined(separator: ", "), suggestion: suggestion)
                return nil
            }
            return text
        }
    }

    private static func name(_ what: String) -> ValueFormat<String> {
        .single(
            what: "the name of " + what,
            pattern: DeclaredName.pattern,
            allowed: "the name of " + what + ", as the environment declares it",
            write: { $0 },
            parse: { DeclaredName.isValid($0) ? $0 : nil }
        )
    }
}
