/// RFC 3339 times with up to nine fraction digits, as Go's `time.RFC3339Nano` reads and writes them.
///
/// `dr` always writes UTC ("Z"), so that the same tree has the same id in every time zone.
package enum RFC3339 {
    /// Appends the text of `instant` in UTC: trailing zeros of the fraction are left out, the year is held in 0...9999.
    package static func append(_ instant: Timestamp, to buffer: ByteBuffer) {
        var civil = CivilTime(utcSeconds: instant.seconds)
        civil.year = min(max(civil.year, 0), 9999)
        buffer.reserve(32)
        digits(civil.year, 4, buffer)
        buffer.append(UInt8(ascii: "-"))
        digits(civil.month, 2, buffer)
        buffer.append(UInt8(ascii: "-"))
        digits(civil.day, 2, buffer)
        buffer.append(UInt8(ascii: "T"))
        digits(civil.hour, 2, buffer)
        buffer.append(UInt8(ascii: ":"))
        digits(civil.minute, 2, buffer)
        buffer.append(UInt8(ascii: ":"))
        digits(civil.second, 2, buffer)
        if instant.nanoseconds > 0 {
            var fraction = Int(instant.nanoseconds)
            var width = 9
            while fraction % 10 == 0 {
                fraction /= 10
                width -= 1
            }
            buffer.append(UInt8(ascii: "."))
            digits(fraction, width, buffer)
        }
        buffer.append(UInt8(ascii: "Z"))
    }

    /// The text of `instant` in UTC.
    package static func format(_ instant: Timestamp) -> String {
        let buffer = ByteBuffer(capacity: 32)
        append(instant, to: buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @inline(__always)
    private static func digits(_ value: Int, _ width: Int, _ buffer: ByteBuffer) {
        var divisor = 1
        for _ in 1..<max(width, 1) { divisor *= 10 }
        while divisor > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// The instant that `text` names, or nil when it is not an RFC 3339 time.
    package static func parse(_ text: String) -> Timestamp? {
        var text = text
        return text.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
    }

    /// The instant that `text` names, or nil when it is not an RFC 3339 time; fraction digits past the ninth are cut.
    package static func parse(_ text: UnsafeRawBufferPointer) -> Timestamp? {
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
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
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
            guard let hours = number(position + 1, 2), position + 3 < text.count, text[position + 3] == UInt8(ascii: ":"),
                let minutes = number(position + 4, 2)
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
            position += 6
        default: return nil
        }
        guard position == text.count else { return nil }
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return Timestamp(seconds: civil.utcSeconds - Int64(offset), nanoseconds: Int32(nanoseconds))
    }
}
