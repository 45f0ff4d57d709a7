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
    private static let end = UInt8(0)

    /// Keeps a copy of a file before it is damaged; the first copy stays.
    ///
    /// - Throws: `DRError` when it cannot be copied.
    func keep(_ file: String) throws {
        let copy = copies + "/" + file
        guard access(copy, F_OK) != 0 else { return }
        // Under a name that no file below the directory can have: only whole copies are put back.
        try FileTree.copy(root + "/" + file, to: copy, by: store + "/copying")
    }

    /// Notes a file that the damage is about to add; the note is on the disk when this returns.
    ///
    /// - Throws: `DRError` when it cannot be noted.
    func note(addition: String) throws {
        let file = try FileDescriptor.open(additions, O_WRONLY | O_CREAT | O_APPEND)
        try (Array(addition.utf8) + [Self.end]).withUnsafeBytes { try file.writeAll($0, path: additions) }
        try file.synchronize(path: additions)
    }

    /// Puts all copies back and removes what was added.
    ///
    /// - Returns: how many files were put back, and how many removed.
    /// - Throws: `DRError` when a file cannot be written.
    func putBack() throws -> (restored: Int, removed: Int) {
        guard FileBytes.isDirectory(copies) else { return (0, 0) }
        let files = try FileTree.files(below: copies)
        for file in files {
            let target = root + "/" + file
            try FileTree.copy(copies + "/" + file, to: target, by: target + ".dr-part")
        }
        var removed = 0
        let known = Set(files)
        let added = try FileBytes.read(additions, limit: 256 << 20) ?? []
        // A last name that was not written to its end is that of a file that was not touched.
        for name in added.split(separator: Self.end, omittingEmptySubsequences: false).dropLast() {
            let name = String(decoding: name, as: UTF8.self)
            guard !known.contains(name) else { continue }
            if unlink(root + "/" + name) == 0 {
                removed += 1
            } else if clinux_errno() != ENOENT, clinux_errno() != ENOTDIR {
                throw DRError.system("remove", root + "/" + name, errno: clinux_errno())
            }
        }
        return (files.count, removed)
    }
}
