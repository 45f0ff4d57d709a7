/// A calendar rule as it is written, and where.
package struct ScheduleText: Hashable, Sendable {
    /// The rule, such as `daily at 02:00`.
    package let text: String
    /// Where it was set.
    package let origin: ValueOrigin
}

extension ValueFormat where Value == ScheduleText {
    /// A calendar rule.
    static var schedule: ValueFormat {
        ValueFormat(.text(what: "a calendar rule", pattern: nil), write: { $0.text }) { value, context in
            guard let text = value.scalar?.text, !text.trimmed.isEmpty, text.utf8.count <= 256 else {
                context.reportWrong(
                    value,
                    allowed: "a calendar rule, such as hourly, daily at 02:00, weekly on sun at 03:00 or 0 2 * * *"
                )
                return nil
            }
            return ScheduleText(text: text, origin: value.origin)
        }
    }
}
