import CLinux
import DRCore

/// A file of the log without a name, on the file system where it is wanted.
///
/// It need only be given its name there. Where that cannot be, it lies in memory. It is gone when nobody holds it any more,
/// also when the process is killed.
final class SpooledFile: @unchecked Sendable {
    private let file: FileDescriptor
    private let name: String

    /// Makes an empty file.
    ///
    /// - Parameters:
    ///   - folder: the directory where it is wanted; one of somebody else than the asker is not used.
    ///   - user: who asked, to whom the file belongs.
    /// - Throws: `DRError` when neither the disk nor the memory takes it.
    init(_ name: String, in folder: String, for user: uid_t) throws {
        self.name = name
        var status = stat()
        let isOwn = folder.hasPrefix("/") && stat(folder, &status) == 0 && (status.st_uid == user || user == 0)
        let raw = isOwn ? clinux_open_nameless(folder, 0o600) : -1
        if raw >= 0 {
            file = FileDescriptor(owning: raw)
            if user != geteuid(), fchown(raw, user, status.st_gid) != 0 {
                throw DRError.system("set the owner of", name, errno: clinux_errno())
            }
        } else {
            let memory = clinux_memory_file(name)
            guard memory >= 0 else { throw DRError.system("make room for", name, errno: clinux_errno()) }
            file = FileDescriptor(owning: memory)
        }
    }

    /// The descriptor.
    var descriptor: Int32 { file.raw }

    /// Adds bytes at a place.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        try file.writeAll(bytes, at: offset, path: name)
    }
}
