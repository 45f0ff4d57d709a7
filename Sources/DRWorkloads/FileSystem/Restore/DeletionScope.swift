/// Where a restore may delete: in the directories that were backed up, not in those that only lead to them.
struct DeletionScope {
    private let paths: [[UInt8]]
    private let subpath: [UInt8]

    /// - Parameters:
    ///   - paths: the absolute paths that the snapshot was made of.
    ///   - subpath: the path in the snapshot that became the top of the target.
    init(paths: [String], subpath: String) {
        self.paths = paths.map { Self.clean(Array($0.utf8)) }
        self.subpath = Self.clean(Array(subpath.utf8))
    }

    /// Whether a directory, by its path below the top of the target, was backed up as a whole.
    func holds(_ location: [UInt8]) -> Bool {
        let whole = subpath + location
        return paths.contains { path in
            whole.starts(with: path) && (whole.count == path.count || whole[path.count] == UInt8(ascii: "/"))
        }
    }

    /// Without doubled and final separators and `.`, so that the root is empty.
    private static func clean(_ path: [UInt8]) -> [UInt8] {
        path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
            .flatMap { [UInt8(ascii: "/")] + $0 }
    }
}
