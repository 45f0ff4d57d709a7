/// How hard new blobs are compressed.
package enum Compression: String, Sendable, CaseIterable {
    /// Data is stored as it is; directory listings are still compressed.
    case off
    /// The balance of speed and size.
    case auto
    /// As small as is sensible, several times slower.
    case max

    /// How a blob is compressed.
    ///
    /// - Parameter isBulk: whether it comes from deep inside a large file, where only long matches pay (decision 0006).
    func settings(isBulk: Bool) -> Compressor.Settings {
        switch self {
        case .off: Compressor.Settings(level: 1)
        case .auto: Compressor.Settings(level: 2, minimumMatch: isBulk ? 7 : 0)
        case .max: Compressor.Settings(level: 19)
        }
    }
}
