/// How hard new blobs are compressed.
package enum Compression: String, Sendable, CaseIterable {
    /// Data is stored as it is; directory listings are still compressed.
    case off
    /// The balance of speed and size.
    case auto
    /// As small as is sensible, several times slower.
    case max

    /// The zstd level for data.
    var level: Int32 {
        switch self {
        case .off: 1
        case .auto: 2
        case .max: 19
        }
    }
}
