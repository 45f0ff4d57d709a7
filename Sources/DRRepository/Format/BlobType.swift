/// What a blob holds: file content, or the listing of a directory.
package enum BlobType: UInt8, Sendable, CaseIterable {
    case data = 0
    case tree = 1

    /// The word in index files and messages.
    package var name: String { self == .data ? "data" : "tree" }
}
