/// A directory of files that drills may damage and restore.
package struct DirectorySettings: Hashable, Sendable {
    /// The directory.
    package var path = ""
    /// The SHA-256 of the file `canary.txt` in it, which nobody ever changes; nil when there is none.
    package var canarySHA256: String?
}

extension DirectorySettings {
    static let table = SectionTable("A directory of files.", DirectorySettings()) { make in
        [
            make.required("path", \.path, .absolutePath, "The directory."),
            make.key(
                "canary_sha256",
                \.canarySHA256,
                .sha256,
                "The SHA-256 of canary.txt in it: a file that nobody changes, so that whatever changes it is an intruder."
            ),
        ]
    }
}
