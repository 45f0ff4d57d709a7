/// The archive formats that an export can have.
package enum ArchiveFormat: String, Sendable, CaseIterable {
    /// POSIX tar with extended headers (pax).
    case tar
    /// The same, compressed by zstd.
    case tarZstd = "tar.zst"
    /// The same, compressed by gzip.
    case tarGzip = "tar.gz"
    case zip
    /// cpio with the "new" ASCII headers, as initramfs and RPM use it.
    case cpio

    /// The format that the name of a file asks for; nil when its ending says nothing.
    package init?(fileName: String) {
        let name = fileName.lowercased()
        let endings: [(String, ArchiveFormat)] = [
            (".tar", .tar), (".tar.zst", .tarZstd), (".tzst", .tarZstd), (".tar.gz", .tarGzip), (".tgz", .tarGzip),
            (".zip", .zip), (".cpio", .cpio),
        ]
        guard let (_, format) = endings.first(where: { name.hasSuffix($0.0) }) else { return nil }
        self = format
    }

    /// Whether headers of any length and any attributes can be kept.
    var isTar: Bool {
        switch self {
        case .tar, .tarZstd, .tarGzip: true
        case .zip, .cpio: false
        }
    }
}
