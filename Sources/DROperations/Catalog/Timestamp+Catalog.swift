import DRCore

extension Timestamp {
    /// Nanoseconds since 1970-01-01T00:00:00Z, as the catalog keeps times; good from 1678 to 2262.
    package var catalogValue: Int64 {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflows) = whole.addingReportingOverflow(Int64(nanoseconds))
        return overflows ? .max : sum
    }

    /// A time of the catalog.
    package init(catalogValue value: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 1_000_000_000)
        self.init(
            seconds: remainder < 0 ? quotient - 1 : quotient,
            nanoseconds: Int32(remainder < 0 ? remainder + 1_000_000_000 : remainder)
        )
    }
}
