import DRCore

/// A PostgreSQL cluster to back up.
package struct ClusterSource: Hashable, Sendable {
    /// The service that is the cluster.
    package var cluster = ""
    /// The size in bytes of the pieces that files of relations are cut into: a power of two of pages.
    package var blockSize: UInt64 = 64 << 10
    /// How far back every moment must be reachable; nil promises nothing beyond what retention keeps.
    package var recoveryWindow: Duration?
    /// Statements whose first value must be true in a restored copy.
    package var checks: [String] = []
    /// How the write-ahead log is kept.
    package var wal = WALSettings()
}

extension ClusterSource {
    static let table = SectionTable("A PostgreSQL cluster to back up.", ClusterSource()) { make in
        [
            make.required("cluster", \.cluster, .reference(.service), "The service that is the cluster."),
            make.key("block_size", \.blockSize, .blockSize, "The size of the pieces that changed pages are stored in."),
            make.key(
                "recovery_window",
                \.recoveryWindow,
                .duration(.hours(1)...(.days(36_500))),
                "How far back every moment must be reachable."
            ),
            make.key(
                "checks",
                \.checks,
                .list(.text("a statement")),
                "Statements that must be true in a restored copy."
            ),
            make.key("wal", \.wal, .section(WALSettings.table), "How the write-ahead log is kept."),
        ]
    }
}

extension ValueFormat where Value == UInt64 {
    /// A power of two from one page to the largest piece that a reader of the repository takes in one go.
    fileprivate static var blockSize: ValueFormat {
        single(
            what: "a size",
            pattern: "^[0-9]+ ?[KMkm]?(i?[Bb])?$",
            allowed: "a power of two from 8K to 4M, such as 64K",
            write: { ByteCount.format($0) },
            parse: { text in
                guard let size = ByteCount.parse(text), size.nonzeroBitCount == 1, size >= 8 << 10, size <= 4 << 20
                else { return nil }
                return size
            }
        )
    }
}
