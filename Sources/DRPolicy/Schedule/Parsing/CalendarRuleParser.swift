import DRCore

/// Reads one calendar rule.
struct CalendarRuleParser {
    /// The rule as it was given.
    let text: String
    /// The rule in lower case, cut at blanks; a list is one word.
    let words: [String]

    static let longestText = 16_384

    static let nicknames = [
        "@hourly": "hourly", "@daily": "daily", "@midnight": "daily", "@weekly": "weekly", "@monthly": "monthly",
        "@yearly": "yearly", "@annually": "yearly",
    ]

    static let allowed =
        "hourly, every 15m, daily at 02:00, mon..fri at 06:30, weekly on sun at 03:00, monthly on 1 at 04:00, "
        + "quarterly on 1, yearly on 01-15, or five cron fields such as 0 2 * * *"

    init(_ text: String) {
        self.text = text
        var joined = ""
        for part in text.lowercased().split(whereSeparator: \.isWhitespace) {
            if !joined.isEmpty, !joined.hasSuffix(","), !part.hasPrefix(",") { joined += " " }
            joined += part
        }
        words = joined.split(separator: " ").map(String.init)
    }

    func rule() throws -> CalendarRule {
        guard let first = words.first else { throw failure("the calendar rule is empty", Self.allowed) }
        guard text.utf8.count <= Self.longestText else {
            throw DRError(
                .configurationInvalid,
                "the calendar rule is longer than \(Self.longestText) bytes",
                hint: Self.allowed
            )
        }
        if first.hasPrefix("@") { return try nickname(first) }
        let isWord = first.first?.isLetter ?? false
        return isWord ? try rule(fromWords: first) : try rule(fromCron: words)
    }

    private func nickname(_ name: String) throws -> CalendarRule {
        guard let word = Self.nicknames[name] else {
            if name == "@every" {
                throw failure(
                    "@every is not a calendar rule",
                    "write " + (["every"] + words.dropFirst()).joined(separator: " ")
                )
            }
            if name == "@reboot" {
                throw failure("a start of the machine is not a time", "allowed: \(Self.nicknames.keys.sorted().list)")
            }
            throw failure(
                "\(name) is not a calendar rule",
                suggestion(name, Self.nicknames.keys.sorted()) + "allowed: \(Self.nicknames.keys.sorted().list)"
            )
        }
        guard words.count == 1 else {
            throw failure("nothing may follow \(name)", "for a time of day write \(word) at 02:00")
        }
        return try rule(fromWords: word)
    }

    /// The error about this rule.
    func failure(_ message: String, _ hint: String) -> DRError {
        DRError(.configurationInvalid, message, object: text.trimmed.isEmpty ? nil : text, hint: hint)
    }

    /// The question for the nearest of the names, if there is a near one.
    func suggestion(_ name: String, _ names: [String]) -> String {
        guard let nearest = NearestName.find(name, in: names) else { return "" }
        return "did you mean \(nearest)? "
    }

    /// The value of one to four ASCII digits.
    static func number(_ digits: some StringProtocol) -> Int? {
        guard (1...4).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        return Int(digits)
    }
}

extension [String] {
    /// The words as a list in a sentence.
    var list: String { joined(separator: ", ") }
}
