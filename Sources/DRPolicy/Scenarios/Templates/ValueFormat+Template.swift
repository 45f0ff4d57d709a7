extension ValueFormat where Value == Template {
    /// A text with places to fill in.
    static func template(_ what: String = "a text") -> ValueFormat {
        ValueFormat(.text(what: what, pattern: nil), write: { $0.written }) { value, context in
            guard let text = value.scalar?.text, !text.isEmpty, !text.utf8.contains(0) else {
                context.reportWrong(value, allowed: what)
                return nil
            }
            var parts: [Template.Part] = []
            var literal = ""
            var rest = text[...]
            while let dollar = rest.firstIndex(of: "$") {
                literal += rest[..<dollar]
                rest = rest[dollar...].dropFirst()
                if rest.first == "$" {
                    literal += "$"
                    rest = rest.dropFirst()
                } else if rest.first == "{" {
                    guard let end = rest.firstIndex(of: "}"),
                        let reference = TemplateReference(rest[..<end].dropFirst())
                    else {
                        let shown = rest.prefix { $0 != "}" }.prefix(80)
                        context.report(
                            "\"$\(shown)\(rest.contains("}") ? "}" : "")\" is not something to fill in",
                            value,
                            allowed: TemplateReference.forms
                        )
                        return nil
                    }
                    if !literal.isEmpty { parts.append(.text(literal)) }
                    literal = ""
                    parts.append(.reference(reference))
                    rest = rest[end...].dropFirst()
                } else {
                    literal += "$"
                }
            }
            literal += rest
            if !literal.isEmpty { parts.append(.text(literal)) }
            return Template(parts: parts, origin: value.origin)
        }
    }
}

extension ValueFormat {
    /// The same format for another type, which also takes the place where the value stands.
    func mapped<New: Sendable>(
        _ transform: @escaping @Sendable (Value, ValueOrigin) -> New
    ) -> ValueFormat<New> {
        ValueFormat<New>(shape) { [decode] value, context in
            decode(value, &context).map { transform($0, value.origin) }
        }
    }
}

extension ValueFormat where Value == Duration {
    /// A length of time within a range, which may be shorter than a second: `250ms`, `10s`.
    static func shortDuration(_ range: ClosedRange<Duration>) -> ValueFormat {
        @Sendable func text(_ time: Duration) -> String {
            let milliseconds = time.components.attoseconds / 1_000_000_000_000_000
            return milliseconds == 0
                ? DurationText.format(time) : "\(time.components.seconds * 1000 + milliseconds)ms"
        }
        return single(
            what: "a length of time",
            pattern: "^([0-9]+ms|([0-9]+[wdhms])+)$",
            allowed: "a time from \(text(range.lowerBound)) to \(text(range.upperBound)), such as 250ms or 10s",
            write: text,
            parse: { written in
                let time =
                    if written.hasSuffix("ms"), let number = Int64(written.dropLast(2)), number >= 0 {
                        Duration.milliseconds(number)
                    } else {
                        DurationText.parse(written)
                    }
                return time.flatMap { range.contains($0) ? $0 : nil }
            }
        )
    }
}
