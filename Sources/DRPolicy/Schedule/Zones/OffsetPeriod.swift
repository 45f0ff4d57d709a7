/// A time during which the offset of a zone stays the same.
package struct OffsetPeriod: Hashable, Sendable {
    /// The first second, since 1970; `Int64.min` when it has no beginning.
    package var start: Int64
    /// The second after the last; `Int64.max` when it has no end.
    package var end: Int64
    /// Seconds east of UTC.
    package var utcOffset: Int32
}
