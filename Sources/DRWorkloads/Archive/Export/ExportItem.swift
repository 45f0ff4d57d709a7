import DRRepository

/// An entry on its way into an archive.
struct ExportItem: Sendable {
    var node: Node
    /// Its name in the archive, relative.
    var path: [UInt8]
    /// Bytes of content that are in the repository for it.
    var size: UInt64
    /// The name under which its content was written before: another link to the same file.
    var firstName: [UInt8]?
    /// A number for the file, the same for all its links.
    var number: UInt64
}
