/// RFC 3339 times with up to nine fraction digits, as Go's `time.RFC3339Nano` reads and writes them.
///
/// In trees `dr` always writes UTC ("Z"), so that the same tree has the same id in every time zone.
package enum RFC3339 {
    /// The most bytes that a time in UTC needs.
    package static let maximumCount = 30

    /// Writes the text of `instant` in UTC at `out` and returns its bytes, at most `maximumCount`.
    ///
    /// Trailing zeros of the fraction are left out. The year is held in 0...9999, as other years have no such text.
    package static func write(_ instant: Timestamp, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let count = writeClock(instant, to: out)
        out[count] = UInt8(ascii: "Z")
        return count + 1
    }

    /// Writes what a clock shows, without its zone, and returns the bytes.
    @inline(__always)
    private static func writeClock(_ instant: Timestamp, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let civil = writableCivilTime(instant.seconds)
        pair(civil.year / 100, out)
        pair(civil.year % 100, out + 2)
        out[4] = UInt8(ascii: "-")
        pair(civil.month, out + 5)
        out[7] = UInt8(ascii: "-")
        pair(civil.day, out + 8)
        out[10] = UInt8(ascii: "T")
        pair(civil.hour, out + 11)
        out[13] = UInt8(ascii: ":")
        pair(civil.minute, out + 14)
        out[16] = UInt8(ascii: ":")
        pair(civil.second, out + 17)
        var count = 19
        if instant.nanoseconds > 0 {
            out[19] = UInt8(ascii: ".")
            var rest = UInt32(min(instant.nanoseconds, 999_999_999))
            for place in stride(from: 28, through: 20, by: -1) {
                out[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            count = 29
            while out[count - 1] == UInt8(ascii: "0") { count -= 1 }
        }
        return count
    }

    /// The date and time of an instant, its year moved into 0...9999 as Go's `Time.AddDate` does.
    private static func writableCivilTime(_ seconds: Int64) -> CivilTime {
        let century: Int64 = 36_525 * 86_400
        var civil = CivilTime(utcSeconds: min(max(seconds, -1000 * century), 1000 * century))
        guard !(0...9999).contains(civil.year) else { return civil }
        civil.year = civil.year < 0 ? 0 : 9999
        // The 29th of February does not exist in 9999.
        return CivilTime(utcSeconds: civil.utcSeconds)
    }

    @inline(__always)
    private static func pair(_ value: Int, _ out: UnsafeMutablePointer<UInt8>) {
        out[0] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
        out[1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
    }

    /// Appends the text of `instant` in UTC, as `write` does.
    package static func append(_ instant: Timestamp, to buffer: ByteBuffer) {
        buffer.reserve(maximumCount)
        let start = (buffer.base + buffer.count).assumingMemoryBound(to: UInt8.self)
        buffer.resize(to: buffer.count + write(instant, to: start))
    }

    /// Appends the text of `instant` as a clock shows it that is `utcOffset` seconds east of UTC, cut to minutes.
    package static func append(_ instant: Timestamp, utcOffset: Int32, to buffer: ByteBuffer) {
        let minutes = Int(utcOffset) / 60
        guard minutes != 0 else { return append(instant, to: buffer) }
        buffer.reserve(maximumCount + 5)
        let start = (buffer.base + buffer.count).assumingMemoryBound(to: UInt8.self)
        let shown = instant.seconds.addingReportingOverflow(Int64(minutes * 60))
        let clock = shown.overflow ? instant.seconds : shown.partialValue
        let count = writeClock(Timestamp(seconds: clock, nanoseconds: instant.nanoseconds), to: start)
        start[count] = UInt8(ascii: minutes < 0 ? "-" : "+")
        pair(abs(minutes) / 60, start + count + 1)
        start[count + 3] = UInt8(ascii: ":")
        pair(abs(minutes) % 60, start + count + 4)
        buffer.resize(to: buffer.count + count + 6)
    }

    /// The text of `instant`: in UTC, or as a clock shows it that is `utcOffset` seconds east of UTC, cut to minutes.
    package static func format(_ instant: Timestamp, utcOffset: Int32 = 0) -> String {
        let buffer = ByteBuffer(capacity: 40)
        append(instant, utcOffset: utcOffset, to: buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// The instant that `text` names, or nil when it is not an RFC 3339 time.
    package static func parse(_ text: String) -> Timestamp? {
        var text = text
        return text.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
    }

    /// The instant that `text` names, or nil when it is not an RFC 3339 time; fraction digits past the ninth are cut.
    package static func parse(_ text: UnsafeRawBufferPointer) -> Timestamp? {
        parseWithOffset(text)?.instant
    }

    /// The instant that `text` names and the offset it is written with, in seconds east of UTC; nil as above.
    package static func parseWithOffset(_ text: UnsafeRawBufferPointer) -> (instant: Timestamp, utcOffset: Int32)? {
        func number(_ start: Int, _ width: Int) -> Int? {
            guard start + width <= text.count else { return nil }
            var value = 0
            for index in start..<start + width {
                let digit = Int(text[index]) - 48
                guard digit >= 0, digit <= 9 else { return nil }
                value = value * 10 + digit
            }
            return value
        }
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: "t"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
            (1...12).contains(month), (1...CivilTime.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var position = 19
        var nanoseconds = 0
        if text[position] == UInt8(ascii: ".") || text[position] == UInt8(ascii: ",") {
            position += 1
            var scale = 100_000_000
            let start = position
            while position < text.count, let digit = number(position, 1) {
                nanoseconds += digit * scale
                scale /= 10
                position += 1
            }
            guard position > start else { return nil }
        }
        guard position < text.count else { return nil }
        var offset = 0
        switch text[position] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            position += 1
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let sign = text[position] == UInt8(ascii: "-") ? -1 : 1
            guard let hours = number(position + 1, 2), position + 3 < text.count,
                text[position + 3] == UInt8(ascii: ":"),
                let minutes = number(position + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
            position += 6
        default: return nil
        }
        guard position == text.count else { return nil }
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        let instant = Timestamp(seconds: civil.utcSeconds - Int64(offset), nanoseconds: Int32(nanoseconds))
        return (instant, Int32(offset))
    }
}
