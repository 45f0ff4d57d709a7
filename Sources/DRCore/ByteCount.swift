/// Sizes in bytes as people write and read them.
package enum ByteCount {
    /// The size in binary units with three significant digits: "1.66 GiB".
    package static func format(_ bytes: UInt64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1023.5, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        if unit == 0 { return "\(bytes) B" }
        return decimal(value) + " " + units[unit]
    }

    private static func decimal(_ value: Double) -> String {
        // The limits are where rounding gives one digit more.
        let places = value < 9.995 ? 100.0 : value < 99.95 ? 10.0 : 1.0
        let scaled = Int((value * places).rounded())
        let whole = scaled / Int(places)
        guard places > 1 else { return "\(whole)" }
        let rest = String(scaled % Int(places))
        let width = places == 100 ? 2 : 1
        return "\(whole)." + String(repeating: "0", count: width - rest.count) + rest
    }

    /// The bytes that a text such as "512", "64K", "10M", "1.5G" or "2TiB" names (binary units), or nil.
    package static func parse(_ text: String) -> UInt64? {
        var number = text.lowercased()[...]
        if number.hasSuffix("ib") {
            number = number.dropLast(2)
        } else if number.hasSuffix("b") {
            number = number.dropLast()
        }
        var shift = 0
        if let last = number.last, let place = "kmgtp".firstIndex(of: last) {
            shift = 10 * ("kmgtp".distance(from: "kmgtp".startIndex, to: place) + 1)
            number = number.dropLast()
        }
        number = number.drop { $0 == " " }
        while number.last == " " { number = number.dropLast() }
        guard let first = number.first, first.isNumber else { return nil }
        if let whole = UInt64(number) {
            let (value, overflow) = whole.multipliedReportingOverflow(by: 1 << UInt64(shift))
            return overflow ? nil : value
        }
        guard let value = Double(number), value.isFinite, value >= 0 else { return nil }
        let bytes = value * Double(UInt64(1) << UInt64(shift))
        return bytes < 9e18 ? UInt64(bytes) : nil
    }
}
