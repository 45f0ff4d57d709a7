import CLinux
import DRCore

/// The path of one directory entry after the other, in one piece of memory.
final class EntryPath {
    private let buffer = ByteBuffer(capacity: 512)
    private var prefix = 0

    /// Starts with a directory.
    func begin(_ directory: [UInt8]) {
        buffer.removeAll()
        buffer.append(directory)
        if directory.last != UInt8(ascii: "/") { buffer.append(UInt8(ascii: "/")) }
        prefix = buffer.count
    }

    /// Goes to an entry of the directory.
    func set(_ entry: [UInt8]) {
        buffer.resize(to: prefix)
        buffer.append(entry)
        buffer.append(0)
    }

    /// The path without its final zero; valid until the next `set`.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer.base, count: buffer.count - 1) }

    /// The null-terminated path; valid until the next `set`.
    var pointer: UnsafePointer<CChar> { UnsafePointer(buffer.base.assumingMemoryBound(to: CChar.self)) }

    /// The null-terminated name of the entry; valid until the next `set`.
    var name: UnsafePointer<CChar> { pointer + prefix }

    /// Whether the kernel would refuse the path as a whole.
    var isTooLong: Bool { buffer.count > Int(PATH_MAX) }
}
