/// A time zone: the seconds east of UTC at an instant, given in seconds since 1970.
package typealias UTCOffsetRule = @Sendable (Int64) -> Int32
