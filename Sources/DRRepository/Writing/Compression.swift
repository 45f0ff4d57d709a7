/// How hard new blobs are compressed.
package enum Compression: String, Sendable, CaseIterable {
    /// Data is stored as it is; directory listings are still compressed.
    case off
    /// The balance of speed and size.
    case auto
    /// As small as is sensible, several times slower.
    case max

    /// The zstd level for a blob.
    ///
    /// - Parameter isBulk: whether it comes from deep inside a large file, where the higher level pays (decision 0006).
    func level(isBulk: Bool) -> Int32 {
        switch self {
        case .off: 1
        case .auto: isBulk ? 3 : 2
        case .max: 19
        }
    }
}
