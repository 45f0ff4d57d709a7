import DRCore

/// A calendar rule with its text as it is written.
package struct ScheduleRule: Hashable, Sendable {
    /// The text, such as `daily at 02:00`.
    package let text: String
    /// What it means.
    package let rule: CalendarRule
}

extension ValueFormat where Value == ScheduleRule {
    /// A calendar rule.
    static var schedule: ValueFormat {
        ValueFormat(.text(what: "a calendar rule", pattern: nil), write: { $0.text }) { value, context in
            guard let text = value.scalar?.text, !text.trimmed.isEmpty, text.utf8.count <= 256 else {
                context.reportWrong(value, allowed: "a calendar rule, such as hourly, daily at 02:00 or 0 2 * * *")
                return nil
            }
            do {
                return ScheduleRule(text: text, rule: try CalendarRule(parsing: text))
            } catch let error as DRError {
                report(error, value, &context)
            } catch {
                context.reportWrong(value, allowed: "a calendar rule")
            }
            return nil
        }
    }

    /// Takes the nearest spelling and what is allowed out of the hint.
    private static func report(_ error: DRError, _ value: ConfigurationValue, _ context: inout DecodingContext) {
        var allowed = error.hint?[...]
        var suggestion: String?
        let question = "did you mean "
        if let hint = allowed, hint.hasPrefix(question), let end = hint.firstIndex(of: "?") {
            suggestion = String(hint[..<end].dropFirst(question.count))
            allowed = hint[end...].dropFirst().trimmed
        }
        let prefix = "allowed"
        if let hint = allowed, hint.hasPrefix(prefix) {
            allowed = hint.dropFirst(prefix.count).drop { $0 == ":" || $0 == " " }
        }
        context.report(error.message, value, allowed: allowed.map(String.init), suggestion: suggestion)
    }
}
