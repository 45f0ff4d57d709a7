import CLinux
import DRCore

/// A new empty folder for one test.
package struct ScratchDirectory: Sendable {
    /// Its absolute path.
    package let path: String

    /// Names a folder that another scratch directory holds.
    package init(existing path: String) {
        self.path = path
    }

    /// Calls `body` with a new folder and removes it with all that is in it, also when `body` throws.
    ///
    /// - Parameter parent: where it is made, if not where temporary files belong.
    package static func with<Result>(
        in parent: String? = nil,
        _ body: (ScratchDirectory) throws -> Result
    ) throws -> Result {
        let parent = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let path = parent + "/dr-test-" + Hex.encode(SecureRandom.bytes(8))
        guard mkdir(path, 0o700) == 0 else { throw DRError.system("create", path, errno: clinux_errno()) }
        let outcome = Swift.Result { try body(ScratchDirectory(existing: path)) }
        // What the body threw says more than a folder that stayed.
        do { try remove(path) } catch { _ = try outcome.get(); throw error }
        return try outcome.get()
    }

    /// The path of an entry in the folder.
    package func path(_ name: String) -> String { path + "/" + name }

    /// The names in one of its folders, sorted; an empty name stands for the folder itself.
    package func names(in folder: String = "") throws -> [String] {
        try Self.names(in: folder.isEmpty ? path : path(folder)).sorted()
    }

    /// Writes a file.
    package func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o600) throws {
        let path = path(name)
        let file = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
        try bytes.withUnsafeBytes { try file.writeAll($0, path: path) }
    }

    /// The content of a file.
    package func read(_ name: String) throws -> [UInt8] {
        let path = path(name)
        let file = try FileDescriptor.open(path, O_RDONLY)
        let buffer = ByteBuffer()
        buffer.resize(to: Int(try file.status(path: path).st_size))
        buffer.resize(to: try file.read(into: buffer.mutableBytes, path: path))
        return buffer.array
    }

    /// Removes an entry of the folder and all that is in it.
    package func remove(_ name: String) throws { try Self.remove(path(name)) }

    /// Removes a file, or a folder with its content, whatever their modes; symbolic links are not followed.
    private static func remove(_ path: String) throws { try remove(Array(path.utf8CString)) }

    /// The path is ended by a zero byte; names may hold bytes that no string can.
    private static func remove(_ path: [CChar]) throws {
        if unlink(path) == 0 { return }
        let number = clinux_errno()
        guard number == EISDIR || number == EPERM else { throw failure("delete", path, number) }
        if rmdir(path) == 0 { return }
        // A folder without permissions cannot be emptied by an ordinary user.
        chmod(path, 0o700)
        for name in try rawNames(in: path) { try remove(path.dropLast() + [CChar(UInt8(ascii: "/"))] + name) }
        guard rmdir(path) == 0 else { throw failure("delete", path, clinux_errno()) }
    }

    private static func failure(_ operation: String, _ path: [CChar], _ number: Int32) -> DRError {
        DRError.system(operation, text(path), errno: number)
    }

    private static func text(_ name: [CChar]) -> String {
        String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func names(in path: String) throws -> [String] {
        try rawNames(in: Array(path.utf8CString)).map(text)
    }

    /// The names in a folder, each ended by a zero byte.
    private static func rawNames(in path: [CChar]) throws -> [[CChar]] {
        guard let stream = opendir(path) else { throw failure("list", path, clinux_errno()) }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
        while let entry = readdir(stream) {
            let name = (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: CChar.self)
            guard strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { continue }
            names.append(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
        }
        return names
    }
}
