import DRCore

/// A file of the write-ahead log that is to be archived: on this machine, or in memory as it was received.
package struct WALSource: Sendable {
    /// Content that nobody changes any more, with the time of its last byte.
    struct Memory: @unchecked Sendable {
        let bytes: ByteBuffer
        let modified: Timestamp
    }

    /// Its name, as PostgreSQL gave it.
    package let name: WALFileName
    /// Where it lies, or what it is called in messages.
    package let path: String
    /// The content, when it is in memory.
    let memory: Memory?

    /// Takes a file by its path; its name is the last part.
    ///
    /// - Throws: `DRError` (usage) when PostgreSQL never hands over such a file.
    package init(path: String) throws {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        guard let name = WALFileName(last) else {
            throw DRError(
                .usage,
                "this is not a file of a write-ahead log",
                object: path,
                hint: "archive_command = 'dr wal push %p' hands over the right ones"
            )
        }
        self.name = name
        self.path = path
        memory = nil
    }

    /// Takes content that nobody changes any more.
    ///
    /// - Parameter modified: when the last byte of it was written, UTC.
    package init(_ name: WALFileName, _ bytes: ByteBuffer, modified: Timestamp) {
        self.name = name
        path = name.name
        memory = Memory(bytes: bytes, modified: modified)
    }
}
