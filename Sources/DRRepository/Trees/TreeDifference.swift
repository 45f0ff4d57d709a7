/// What a comparison of two directories counted.
package struct TreeDifference: Sendable, Equatable {
    /// Entries by kind.
    package struct Entries: Sendable, Equatable {
        package var files: UInt64 = 0
        package var directories: UInt64 = 0
        package var others: UInt64 = 0

        mutating func count(_ kind: Node.Kind) {
            switch kind {
            case .file: files += 1
            case .directory: directories += 1
            default: others += 1
            }
        }
    }

    /// Blobs and the bytes of their content.
    package struct Blobs: Sendable, Equatable {
        package var count = 0
        package var bytes: UInt64 = 0
    }

    /// Entries that are there only now.
    package var added = Entries()
    /// Entries that were there only before.
    package var removed = Entries()
    /// Files of the same path with other content.
    package var changedFiles: UInt64 = 0
    package var addedData = Blobs()
    package var removedData = Blobs()
    package var addedTrees = Blobs()
    package var removedTrees = Blobs()
}
