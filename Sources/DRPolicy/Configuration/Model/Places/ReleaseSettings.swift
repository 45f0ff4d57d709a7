/// A directory that holds the releases of an application.
package struct ReleaseSettings: Hashable, Sendable {
    /// The directory.
    package var directory = ""
}

extension ReleaseSettings {
    static let table = SectionTable("A directory that holds the releases of an application.", ReleaseSettings()) {
        make in
        [make.required("directory", \.directory, .absolutePath, "The directory.")]
    }
}
