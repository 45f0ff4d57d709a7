import CLinux
import DRCore

/// A folder that is filled from nothing.
package enum NewFolder {
    /// A file to write.
    package struct File: Sendable {
        /// Its path in the folder.
        package let path: String
        /// What it holds.
        package let content: [UInt8]
        /// Its permissions.
        package let mode: UInt32

        /// Names a file; its permissions let others read it unless they are given.
        package init(path: String, content: [UInt8], mode: UInt32 = 0o644) {
            self.path = path
            self.content = content
            self.mode = mode
        }
    }

    /// Whether a folder is not there, or has nothing in it.
    ///
    /// - Throws: `DRError` when it cannot be looked at, or is no folder.
    package static func isFree(_ path: String) throws -> Bool {
        guard FileBytes.isDirectory(path) else {
            guard access(path, F_OK) != 0 else {
                throw DRError(.usage, "this is a file, not a folder", object: path, hint: "name another folder")
            }
            return true
        }
        return try FileBytes.names(in: path).isEmpty
    }

    /// The error for a folder that is not free.
    package static func isTaken(_ folder: String) -> DRError {
        DRError(
            .usage,
            "there is something in this folder already",
            object: folder,
            hint: "name an empty folder, or one that is not there"
        )
    }

    /// Makes the folder and those above it, and writes the files.
    ///
    /// - Throws: `DRError` when there is something in the folder already, and when a file cannot be written.
    package static func write(_ files: [File], to folder: String) throws {
        guard try isFree(folder) else { throw isTaken(folder) }
        for file in files {
            let path = folder + "/" + file.path
            try make(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
            try FileBytes.replace(path, with: file.content, mode: file.mode)
        }
    }

    /// Makes a folder and those above it where they are not there.
    ///
    /// - Throws: `DRError` that names the one that could not be made.
    package static func make(_ path: String, mode: UInt32 = 0o755) throws {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, mode) != 0 else { continue }
            let number = clinux_errno()
            guard number == EEXIST else { throw DRError.system("make the folder", made, errno: number) }
        }
    }
}
