/// File trees to back up.
package struct FileSource: Hashable, Sendable {
    /// The trees, as absolute paths.
    package var paths: [String] = []
    /// Patterns of what is left out.
    package var exclude: [String] = []
    /// Whether directories with a `CACHEDIR.TAG` are left out.
    package var excludesCaches = true
    /// Whether other file systems below the paths are left out.
    package var oneFileSystem = false
}

extension FileSource {
    static let table = SectionTable("File trees.", FileSource()) { make in
        [
            make.required("paths", \.paths, .list(.absolutePath, minimum: 1), "The trees, as absolute paths."),
            make.key("exclude", \.exclude, .list(.text("a pattern")), "Patterns of what is left out."),
            make.key("exclude_caches", \.excludesCaches, .boolean, "Whether tagged cache directories are left out."),
            make.key("one_file_system", \.oneFileSystem, .boolean, "Whether other file systems below are left out."),
        ]
    }
}
