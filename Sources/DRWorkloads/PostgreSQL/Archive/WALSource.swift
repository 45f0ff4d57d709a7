import DRCore

/// A file of the write-ahead log on this machine that is to be archived.
package struct WALSource: Sendable, Equatable {
    /// Its name, as PostgreSQL gave it.
    package let name: WALFileName
    /// Where it lies.
    package let path: String

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
    }
}
