/// Where the numbers go.
package struct MetricsSettings: Hashable, Sendable {
    /// The file for the textfile collector of Prometheus' node exporter.
    package var textfile: String?
}

extension MetricsSettings {
    static let table = SectionTable("Where the numbers go.", MetricsSettings()) { make in
        [
            make.key(
                "textfile",
                \.textfile,
                .metricsFile,
                "The file for the textfile collector of Prometheus' node exporter."
            )
        ]
    }
}

extension ValueFormat where Value == String {
    /// An absolute path that the collector reads.
    fileprivate static var metricsFile: ValueFormat {
        single(
            what: "an absolute path that ends in .prom",
            pattern: "^/.*\\.prom$",
            allowed: "an absolute path that ends in .prom",
            write: { $0 },
            parse: { $0.hasPrefix("/") && $0.hasSuffix(".prom") && !$0.utf8.contains(0) ? $0 : nil }
        )
    }
}
