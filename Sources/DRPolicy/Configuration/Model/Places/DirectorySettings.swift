/// A directory of files that drills may damage and restore.
package struct DirectorySettings: Hashable, Sendable {
    /// The directory.
    package var path = ""
}

extension DirectorySettings {
    static let table = SectionTable("A directory of files.", DirectorySettings()) { make in
        [make.required("path", \.path, .absolutePath, "The directory.")]
    }
}
