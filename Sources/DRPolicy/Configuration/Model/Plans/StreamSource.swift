/// A program whose output is backed up.
package struct StreamSource: Hashable, Sendable {
    /// The program and its arguments; there is no shell.
    package var command: [String] = []
    /// The name of the file that the snapshot shows.
    package var filename = ""
}

extension StreamSource {
    static let table = SectionTable("A program whose output is backed up.", StreamSource()) { make in
        [
            make.required("command", \.command, .command, "The program and its arguments; there is no shell."),
            make.required("filename", \.filename, .fileName, "The name of the file that the snapshot shows."),
        ]
    }
}

extension ValueFormat where Value == String {
    /// A name without a path.
    fileprivate static var fileName: ValueFormat {
        single(
            what: "a file name",
            pattern: "^[^/]+$",
            allowed: "a file name without a path",
            write: { $0 },
            parse: { name in
                let isName = !["", ".", ".."].contains(name) && !name.contains("/") && !name.utf8.contains(0)
                return isName && name.utf8.count <= 255 ? name : nil
            }
        )
    }
}
