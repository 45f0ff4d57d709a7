import CArchive
import DRCore

/// Lets libarchive read from a stream; for one thread, and alive as long as the archive that reads.
final class ArchiveSource {
    private let stream: any ByteStream
    private let seekable: ArchiveInput?
    private let name: String
    private var failure: (any Error)?

    /// - Parameter seekable: what is positioned when libarchive asks for it; nil when nothing can be.
    init(_ stream: any ByteStream, seekable: ArchiveInput?, name: String) {
        self.stream = stream
        self.seekable = seekable
        self.name = name
    }

    /// Makes `handle` read from here and opens it.
    func open(_ handle: OpaquePointer) throws {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(handle, archive_read_set_callback_data(handle, context))
        try check(handle, archive_read_set_read_callback(handle) { ArchiveSource.read($1, $2) })
        if seekable != nil {
            try check(handle, archive_read_set_seek_callback(handle) { ArchiveSource.seek($1, $2, $3) })
        }
        try check(handle, archive_read_open1(handle))
    }

    /// Throws when a call on `handle` that reads from here failed.
    func check(_ handle: OpaquePointer, _ result: Int32) throws {
        if result != ARCHIVE_OK { throw error(handle) }
    }

    /// Why `handle` cannot be read.
    func error(_ handle: OpaquePointer) -> any Error {
        failure
            ?? DRError(
                .failed,
                "the archive cannot be read: \(handle.archiveMessage); nothing was imported",
                object: name,
                hint: "it is damaged, cut short, or of an unknown format"
            )
    }

    /// Reads what is left of the stream, so that checksums at its end are verified and its writer can end in peace.
    func drain(_ cancellation: Cancellation) throws {
        while try !stream.read().isEmpty { try cancellation.check() }
    }

    private static func read(
        _ context: UnsafeMutableRawPointer?,
        _ bytes: UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int {
        guard let context, let bytes else { return Int(ARCHIVE_FATAL) }
        let source = Unmanaged<ArchiveSource>.fromOpaque(context).takeUnretainedValue()
        do {
            let block = try source.stream.read()
            bytes.pointee = block.baseAddress
            return block.count
        } catch {
            source.failure = error
            return Int(ARCHIVE_FATAL)
        }
    }

    private static func seek(_ context: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32) -> Int64 {
        guard let context else { return Int64(ARCHIVE_FATAL) }
        let source = Unmanaged<ArchiveSource>.fromOpaque(context).takeUnretainedValue()
        return source.seekable?.seek(Int(offset), whence).map(Int64.init) ?? Int64(ARCHIVE_FAILED)
    }
}
