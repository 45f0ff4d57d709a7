import CArchive
import DRCore

/// Checks of the results of libarchive, whose handles Swift sees as opaque pointers.
extension OpaquePointer {
    /// Throws when a call on this archive failed.
    ///
    /// - Parameters:
    ///   - result: what the call returned.
    ///   - operation: what was tried, in the infinitive.
    ///   - object: the archive or the entry concerned.
    /// - Returns: the warning of a call that was done in part, else nil.
    /// - Throws: `DRError` with the words of libarchive.
    @discardableResult
    func checkOk(_ result: Int32, _ operation: String, _ object: @autoclosure () -> String) throws -> String? {
        if result == ARCHIVE_OK || result == ARCHIVE_EOF { return nil }
        if result == ARCHIVE_WARN { return archiveMessage }
        throw DRError(.failed, "cannot \(operation): \(archiveMessage)", object: object())
    }

    /// What libarchive says of the last failure.
    var archiveMessage: String {
        guard let text = archive_error_string(self) else { return "libarchive gives no reason" }
        return String(cString: text)
    }
}
