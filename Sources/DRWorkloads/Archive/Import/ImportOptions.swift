import DRCore

/// What an import records beside the entries of the archive.
package struct ImportOptions: Sendable {
    /// Tags of the snapshot beside `import`.
    package var tags: [String] = []
    /// The host of the snapshot; empty for this one.
    package var hostname = ""
    /// The time of the snapshot; nil means the start of the import.
    package var time: Timestamp?
    /// The one path of the snapshot; empty for the absolute path of the archive, or `/stdin`.
    package var path = ""
    /// Written into the snapshot.
    package var programVersion = ""

    /// Makes options with the defaults above.
    package init() {}
}
