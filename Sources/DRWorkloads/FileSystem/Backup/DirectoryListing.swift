import CLinux
import DRCore

/// An open directory whose names are read.
struct DirectoryListing: ~Copyable {
    private let stream: OpaquePointer
    private let path: [UInt8]

    /// Opens a directory; a symbolic link is not followed.
    ///
    /// - Throws: `SourceFailure` when it cannot be read.
    init(_ path: [UInt8]) throws {
        let descriptor = path.openPath(O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw SourceFailure("list", path, errno: -descriptor) }
        guard let stream = fdopendir(descriptor) else {
            let number = clinux_errno()
            close(descriptor)
            throw SourceFailure("list", path, errno: number)
        }
        self.stream = stream
        self.path = path
    }

    deinit { closedir(stream) }

    /// The descriptor of the directory, for calls relative to it.
    var descriptor: Int32 { dirfd(stream) }

    /// All names but "." and "..", in the order of the file system.
    ///
    /// - Throws: `SourceFailure` when the directory cannot be read to its end.
    func names() throws -> [[UInt8]] {
        var names: [[UInt8]] = []
        while true {
            clinux_clear_errno()
            guard let entry = readdir(stream) else {
                let number = clinux_errno()
                guard number == 0 else { throw SourceFailure("list", path, errno: number) }
                return names
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { field in
                [UInt8](field.prefix { $0 != 0 })
            }
            if name != [0x2e], name != [0x2e, 0x2e] { names.append(name) }
        }
    }

    /// Whether one name comes before another, byte by byte.
    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        compare(left, right) < 0
    }

    /// Negative, zero or positive, as `memcmp` over the common length and then the lengths.
    static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        let order = left.withUnsafeBytes { one in
            right.withUnsafeBytes { two in
                guard let first = one.baseAddress, let second = two.baseAddress else { return Int32(0) }
                return memcmp(first, second, min(one.count, two.count))
            }
        }
        return order == 0 ? left.count - right.count : Int(order)
    }
}
