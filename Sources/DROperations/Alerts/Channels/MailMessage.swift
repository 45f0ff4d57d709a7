import DRCore
import DRPolicy
import DRRepository

/// An alert as a mail (RFC 5322): plain text in UTF-8, and headers by which programs put the mails of an alert together.
struct MailMessage {
    /// Header and text, with CRLF at the end of each line.
    let bytes: [UInt8]

    init(_ alert: AlertMessage, from sender: String, to receivers: [String]) {
        let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        let random = Hex.encode(SecureRandom.bytes(8))
        var header = [
            "From: <\(sender)>",
            "To: " + receivers.map { "<\($0)>" }.joined(separator: ",\r\n "),
            "Subject: " + Self.encodedWords(alert.title),
            "Date: " + Self.date(alert.time),
            "Message-ID: <dr.\(random)@\(domain)>",
        ]
        if let id = alert.alert {
            let thread = Hex.encode(Array("\(alert.environment)/\(alert.host)/\(id)".utf8))
            header.append("References: <dr.alert.\(thread.suffix(120))@\(domain)>")
        }
        header += [
            "Auto-Submitted: auto-generated",
            "X-Priority: " + (alert.severity >= .critical ? "1" : "3"),
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
        ]
        let facts = alert.facts.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let text = Array("\(alert.title)\n\n\(facts)\n".replacing("\n", with: "\r\n").utf8)
        let encoded = text.withUnsafeBytes { Base64.encode($0) }
        bytes = Array((header.joined(separator: "\r\n") + "\r\n\r\n" + Self.folded(encoded)).utf8)
    }

    /// A text that a header may hold (RFC 2047): as it is when it is plain ASCII, else in encoded words.
    static func encodedWords(_ text: String) -> String {
        let line = String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        if line.utf8.allSatisfy({ $0 < 0x80 }), line.utf8.count < 900 { return line }
        var words: [String] = []
        var piece: [UInt8] = []
        func end() {
            if !piece.isEmpty { words.append("=?utf-8?B?" + piece.withUnsafeBytes { Base64.encode($0) } + "?=") }
            piece = []
        }
        // A word has 75 characters at most and holds whole characters.
        for character in line.prefix(500) {
            let bytes = Array(String(character).utf8)
            if piece.count + bytes.count > 45 { end() }
            piece += bytes
        }
        end()
        return words.joined(separator: "\r\n ")
    }

    private static func folded(_ text: String) -> String {
        var lines = ""
        var rest = text[...]
        while !rest.isEmpty {
            lines += rest.prefix(76) + "\r\n"
            rest = rest.dropFirst(76)
        }
        return lines
    }

    /// The date in UTC as mails have it: `Sat, 21 Nov 2026 13:00:00 +0000`.
    private static func date(_ instant: Timestamp) -> String {
        let time = CivilTime(utcSeconds: instant.seconds)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days[Int(((instant.seconds / 86_400) % 7 + 7) % 7)]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day), \(two(time.day)) \(months[time.month - 1]) \(time.year) "
            + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) +0000"
    }
}
