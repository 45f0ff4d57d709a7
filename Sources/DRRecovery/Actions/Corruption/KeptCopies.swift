import CLinux
import DRCore

/// The copies of files that a drill damages, in the directory of the drill.
struct KeptCopies {
    /// The directory whose files are damaged.
    let root: String
    /// Where the copies lie.
    let store: String

    private var copies: String { store + "/files" }
    private var additions: String { store + "/added" }

    /// Keeps a copy of a file before it is damaged; the first copy stays.
    ///
    /// - Throws: `DRError` when it cannot be copied.
    func keep(_ file: String) throws {
        let copy = copies + "/" + file
        guard access(copy, F_OK) != 0 else { return }
        try FileTree.copy(root + "/" + file, to: copy)
    }

    /// Notes a file that the damage added.
    ///
    /// - Throws: `DRError` when it cannot be noted.
    func note(addition: String) throws {
        let file = try FileDescriptor.open(additions, O_WRONLY | O_CREAT | O_APPEND)
        try Array((addition + "\n").utf8).withUnsafeBytes { try file.writeAll($0, path: additions) }
    }

    /// Puts all copies back and removes what was added.
    ///
    /// - Returns: how many files were put back, and how many removed.
    /// - Throws: `DRError` when a file cannot be written.
    func putBack() throws -> (restored: Int, removed: Int) {
        guard FileBytes.isDirectory(copies) else { return (0, 0) }
        let files = try FileTree.files(below: copies).filter { !$0.hasSuffix(".part") }
        for file in files { try FileTree.copy(copies + "/" + file, to: root + "/" + file) }
        var removed = 0
        let added = try FileBytes.read(additions, limit: 64 << 20) ?? []
        for name in String(decoding: added, as: UTF8.self).split(separator: "\n") where !files.contains(String(name)) {
            if unlink(root + "/" + name) == 0 { removed += 1 }
        }
        return (files.count, removed)
    }
}
