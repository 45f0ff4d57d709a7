/// The form of the messages of `dr`.
package enum MessageText {
    /// `dr: what happened: object`, the findings, the right use, and the next step on a line of its own.
    package static func of(
        _ message: String,
        object: String?,
        details: [any CustomStringConvertible & Sendable] = [],
        next: String?,
        usage: String? = nil
    ) -> String {
        var text = "dr: " + Printable.text(message)
        if let object { text += ": " + Printable.text(object) }
        for detail in details { text += "\n  " + Printable.text(detail.description) }
        if let usage { text += "\n" + usage }
        if let next { text += "\n  next: " + Printable.text(next) }
        return text
    }

    /// The message of an error.
    package static func of(_ error: DRError, usage: String? = nil) -> String {
        of(error.message, object: error.object, details: error.details, next: error.hint, usage: usage)
    }
}
