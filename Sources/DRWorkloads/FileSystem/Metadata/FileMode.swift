import CLinux
import DRRepository

/// The mode of a file in the kernel's numbering and in that of Go's `os.FileMode`, which tree blobs use.
package enum FileMode {
    private static let directory: UInt32 = 1 << 31
    private static let symlink: UInt32 = 1 << 27
    private static let device: UInt32 = 1 << 26
    private static let fifo: UInt32 = 1 << 25
    private static let socket: UInt32 = 1 << 24
    private static let setUser: UInt32 = 1 << 23
    private static let setGroup: UInt32 = 1 << 22
    private static let characterDevice: UInt32 = 1 << 21
    private static let sticky: UInt32 = 1 << 20
    private static let irregular: UInt32 = 1 << 19

    // inode(7)
    private static let kernelSetUser: mode_t = 0o4000
    private static let kernelSetGroup: mode_t = 0o2000
    private static let kernelSticky: mode_t = 0o1000

    /// The kind of entry that `st_mode` names.
    package static func kind(of mode: mode_t) -> Node.Kind {
        switch Int32(bitPattern: mode) & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symlink
        case S_IFBLK: .blockDevice
        case S_IFCHR: .characterDevice
        case S_IFIFO: .fifo
        case S_IFSOCK: .socket
        default: .irregular
        }
    }

    /// The `os.FileMode` of an `st_mode`.
    package static func treeMode(of mode: mode_t) -> UInt32 {
        var result = mode & 0o777
        if mode & kernelSetUser != 0 { result |= setUser }
        if mode & kernelSetGroup != 0 { result |= setGroup }
        if mode & kernelSticky != 0 { result |= sticky }
        switch kind(of: mode) {
        case .file: return result
        case .directory: return result | directory
        case .symlink: return result | symlink
        case .blockDevice: return result | device
        case .characterDevice: return result | device | characterDevice
        case .fifo: return result | fifo
        case .socket: return result | socket
        case .irregular: return result | irregular
        }
    }

    /// The twelve permission bits of an `os.FileMode`, for `chmod`; its type bits are not looked at.
    package static func permissions(of treeMode: UInt32) -> mode_t {
        var result = treeMode & 0o777
        if treeMode & setUser != 0 { result |= kernelSetUser }
        if treeMode & setGroup != 0 { result |= kernelSetGroup }
        if treeMode & sticky != 0 { result |= kernelSticky }
        return result
    }
}
