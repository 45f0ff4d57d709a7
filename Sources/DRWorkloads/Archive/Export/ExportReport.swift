/// What an export wrote.
package struct ExportReport: Sendable {
    /// Entries in the archive.
    package var entries: UInt64
    /// Bytes of file content.
    package var contentBytes: UInt64
    /// Bytes of the archive.
    package var archiveBytes: UInt64
    /// The first entries, or parts of their metadata, that the format cannot hold.
    package var problems: [SourceProblem]
    /// All of them.
    package var problemCount: UInt64

    /// Whether entries are missing from the archive.
    package var isIncomplete: Bool { problems.contains { $0.isMissing } }
}
