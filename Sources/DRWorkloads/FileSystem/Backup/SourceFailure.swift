import CLinux
import DRCore

/// A failure that concerns one path of the source; the backup goes on without it.
struct SourceFailure: Error {
    let error: DRError
    /// Whether the path is simply gone, so that nothing of it is missing from the snapshot.
    let isVanished: Bool

    init(_ operation: String, _ path: [UInt8], errno number: Int32) {
        error = DRError.system(operation, String(decoding: path, as: UTF8.self), errno: number)
        isVanished = number == ENOENT
    }

    init(_ path: [UInt8], _ reason: String) {
        error = DRError(.failed, reason, object: String(decoding: path, as: UTF8.self))
        isVanished = false
    }
}
