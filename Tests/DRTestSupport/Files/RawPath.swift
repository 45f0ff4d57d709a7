import CLinux
import DRCore

/// Calls on paths of any bytes, which strings cannot hold.
package enum RawPath {
    /// The path with a zero byte at its end.
    package static func terminated(_ path: [UInt8]) -> [CChar] { path.map(CChar.init(bitPattern:)) + [0] }

    /// The error of the last call on `path`.
    package static func failure(_ operation: String, _ path: [UInt8]) -> DRError {
        DRError.system(operation, String(decoding: path, as: UTF8.self), errno: clinux_errno())
    }

    /// Writes a new file.
    package static func write(_ content: [UInt8], to path: [UInt8]) throws {
        let raw = clinux_open(terminated(path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard raw >= 0 else { throw failure("create", path) }
        let file = FileDescriptor(owning: raw)
        try content.withUnsafeBytes { try file.writeAll($0, path: String(decoding: path, as: UTF8.self)) }
    }

    /// The content of a file.
    package static func content(_ path: [UInt8]) throws -> [UInt8] {
        let raw = clinux_open(terminated(path), O_RDONLY | O_CLOEXEC, 0)
        guard raw >= 0 else { throw failure("read", path) }
        let file = FileDescriptor(owning: raw)
        let name = String(decoding: path, as: UTF8.self)
        let size = Int(try file.status(path: name).st_size)
        return try [UInt8](unsafeUninitializedCapacity: size) { space, used in
            used = try file.read(into: UnsafeMutableRawBufferPointer(space), path: name)
        }
    }

    /// The names in a directory, ascending.
    package static func names(in path: [UInt8]) throws -> [[UInt8]] {
        guard let stream = opendir(terminated(path)) else { throw failure("list", path) }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
        while let entry = readdir(stream) {
            let start = UnsafeRawPointer(entry) + nameOffset
            let name = [UInt8](
                UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self)))
            )
            if name != [0x2e], name != [0x2e, 0x2e] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
