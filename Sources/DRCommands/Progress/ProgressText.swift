import DRCore

/// Progress in words and as a bar.
enum ProgressText {
    /// A line for a log: all that is known, commas between.
    static func line(_ title: String, _ sample: ProgressSample, _ rate: ProgressRate) -> String {
        var parts: [String] = []
        if let fraction = sample.fraction { parts.append(percent(fraction)) }
        parts += amounts(sample)
        parts += speed(sample, rate)
        parts.append(clock(rate.elapsed) + " so far")
        if sample.errors > 0 { parts.append(count(sample.errors) + " errors") }
        return "dr: " + name(title, sample) + ": " + parts.joined(separator: ", ")
    }

    /// A bar of at most `width` columns; what matters less is left out when there is little room.
    static func bar(_ title: String, _ sample: ProgressSample, _ rate: ProgressRate, width: Int) -> String {
        let title = name(title, sample)
        var parts: [String] = []
        if sample.errors > 0 { parts.append(count(sample.errors) + " errors") }
        if let fraction = sample.fraction { parts.append(percent(fraction)) }
        parts += amounts(sample)
        parts += speed(sample, rate)
        let minimum = 10
        var text = parts.joined(separator: "  ")
        while parts.count > 1, title.count + 2 + text.count > width {
            parts.removeLast()
            text = parts.joined(separator: "  ")
        }
        let room = width - title.count - text.count - 4
        guard let fraction = sample.fraction, room >= minimum else {
            return String((title + "  " + text).prefix(width))
        }
        let length = min(room - 2, 40)
        let filled = Int(Double(length) * fraction)
        let cells = String(repeating: "#", count: filled) + String(repeating: "-", count: length - filled)
        return title + " [" + cells + "]  " + text
    }

    private static func name(_ title: String, _ sample: ProgressSample) -> String {
        sample.phase.isEmpty ? title : title + ", " + sample.phase
    }

    private static func amounts(_ sample: ProgressSample) -> [String] {
        var parts: [String] = []
        if sample.bytes > 0 || sample.totalBytes != nil {
            let total = sample.totalBytes.map { " of " + ByteCount.format($0) } ?? ""
            parts.append(ByteCount.format(sample.bytes) + total)
        }
        let total = sample.totalItems.map { " of " + count($0) } ?? ""
        parts.append(count(sample.items) + total + " " + sample.noun)
        return parts
    }

    private static func speed(_ sample: ProgressSample, _ rate: ProgressRate) -> [String] {
        guard let speed = rate.perSecond, speed > 0 else { return [] }
        let countsBytes = sample.bytes > 0
        var parts = [
            countsBytes ? ByteCount.format(UInt64(speed)) + "/s" : count(UInt64(speed)) + " " + sample.noun + "/s"
        ]
        let total = countsBytes ? sample.totalBytes : sample.totalItems
        let done = countsBytes ? sample.bytes : sample.items
        if let total, total > done { parts.append(clock(Double(total - done) / speed) + " left") }
        return parts
    }

    private static func percent(_ fraction: Double) -> String { "\(Int(fraction * 100))%" }

    /// A number with a comma at each third digit.
    static func count(_ number: UInt64) -> String {
        var digits = String(number)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
            place -= 3
        }
        return digits
    }

    /// A number of things: `1 file`, `2 files`; the plural where an s is not enough.
    static func count(_ number: UInt64, _ noun: String, _ plural: String? = nil) -> String {
        count(number) + " " + (number == 1 ? noun : plural ?? noun + "s")
    }

    /// How long something took: `0.63 s`, `12.3 s`, `4:05`.
    static func duration(_ seconds: Double) -> String {
        guard seconds < 60 else { return clock(seconds) }
        let scale = seconds < 10 ? 100.0 : 10.0
        let value = Int((seconds * scale).rounded())
        let rest = String(value % Int(scale))
        let width = seconds < 10 ? 2 : 1
        return "\(value / Int(scale))." + String(repeating: "0", count: width - rest.count) + rest + " s"
    }

    /// A length of time as `0:05`, `12:34` or `1:02:03`.
    static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 3_600_000 else { return "?" }
        let whole = Int(seconds.rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let hours = whole / 3600
        return hours > 0
            ? "\(hours):\(two(whole / 60 % 60)):\(two(whole % 60))" : "\(whole / 60):\(two(whole % 60))"
    }
}
