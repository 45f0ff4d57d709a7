import DRCore

/// The file that the textfile collector of Prometheus' node exporter reads.
package enum MetricsFile {
    /// No file is larger than this many bytes.
    private static let limit = 16 << 20

    /// Replaces the file in one step, readable for all; whoever reads it sees the old content or the new one.
    ///
    /// The temporary file lies beside it under a name that the collector leaves alone, as it ends in `.tmp`.
    ///
    /// - Throws: `DRError` when it cannot be written.
    package static func write(_ report: MetricsReport, to path: String) throws {
        try write(report.text, to: path)
    }

    /// Says in the file that the configuration cannot be used; the numbers of the last time stay.
    ///
    /// - Throws: `DRError` when it cannot be read or written.
    package static func markInvalid(_ path: String, environment: String, at now: Timestamp) throws {
        let report = MetricsReport(
            invalidConfigurationOf: environment,
            at: now,
            version: ProgramVersion.number
        )
        guard let known = try FileBytes.read(path, limit: limit) else { return try write(report.text, to: path) }
        let names = report.families.map(\.name)
        let rest = String(decoding: known, as: UTF8.self).split(separator: "\n").filter { line in
            let words = line.split(separator: " ", maxSplits: 3)
            let name = line.hasPrefix("#") ? words.dropFirst(2).first ?? "" : line.prefix { $0 != "{" && $0 != " " }
            return !names.contains(String(name))
        }
        try write(report.text + rest.map { $0 + "\n" }.joined(), to: path)
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            try FileBytes.replace(path, with: Array(text.utf8), mode: 0o644)
        } catch let error as DRError {
            throw DRError(
                error.code,
                "the metrics: \(error.message)",
                object: error.object,
                hint: error.hint ?? "check the directory of metrics.textfile"
            )
        }
    }
}
