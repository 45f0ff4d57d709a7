import DRTestSupport

/// A file of the project.
enum SourceFile {
    /// Its content, by its path from the top.
    static func bytes(_ path: String) throws -> [UInt8] {
        let top = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return try ScratchDirectory(existing: "/" + top).read(path)
    }
}
