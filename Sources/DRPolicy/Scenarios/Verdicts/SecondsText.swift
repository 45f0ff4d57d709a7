/// Measured times as texts.
package enum SecondsText {
    /// Nanoseconds as seconds with three digits, such as `5.490 s`.
    package static func format(_ nanoseconds: Int64) -> String {
        let milliseconds = (nanoseconds.magnitude + 500_000) / 1_000_000
        let rest = String(milliseconds % 1000)
        let sign = nanoseconds < 0 ? "-" : ""
        return sign + "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest + " s"
    }
}
