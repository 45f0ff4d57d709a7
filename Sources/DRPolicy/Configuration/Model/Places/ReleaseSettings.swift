/// A directory that holds the releases of an application.
package struct ReleaseSettings: Hashable, Sendable {
    /// The directory.
    package var directory = ""
    /// The symbolic link in it that names the current release.
    package var link = "current"
    /// The program that makes the application take up another release.
    package var reload: [String] = []
}

extension ReleaseSettings {
    static let table = SectionTable("A directory that holds the releases of an application.", ReleaseSettings()) {
        make in
        [
            make.required("directory", \.directory, .absolutePath, "The directory."),
            make.key("link", \.link, .text("a file name"), "The symbolic link in it that names the current release."),
            make.key("reload", \.reload, .command, "The program that makes the application take up another release."),
        ]
    }
}
