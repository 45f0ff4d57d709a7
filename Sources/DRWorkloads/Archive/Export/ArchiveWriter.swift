import CArchive
import DRCore
import DRRepository

/// Writes an archive, entry by entry, to whatever takes bytes; for one thread.
final class ArchiveWriter {
    private static let blockSize: Int32 = 1 << 20
    /// What tar pads its last block to, in bytes.
    private static let tarRecord: Int32 = 10_240
    private static let zstdLevel = "3"

    private final class Output {
        let write: (UnsafeRawBufferPointer) throws -> Void
        var failure: (any Error)?

        init(_ write: @escaping (UnsafeRawBufferPointer) throws -> Void) {
            self.write = write
        }
    }

    let format: ArchiveFormat
    private let handle: OpaquePointer
    private let output: Output
    private var isClosed = false

    /// Starts an archive.
    init(_ format: ArchiveFormat, write: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let handle = archive_write_new() else { throw DRError(.failed, "no memory for an archive") }
        self.format = format
        self.handle = handle
        output = Output(write)
        try configure()
        let result = archive_write_open2(
            handle,
            Unmanaged.passUnretained(output).toOpaque(),
            nil,
            { _, context, bytes, count in
                guard let context else { return -1 }
                let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
                do {
                    try output.write(UnsafeRawBufferPointer(start: bytes, count: count))
                    return count
                } catch {
                    output.failure = error
                    return -1
                }
            },
            nil,
            nil
        )
        try check(result, "start", format.rawValue)
    }

    /// An archive that was not closed gets no end mark, so that nobody takes it for whole.
    deinit {
        if !isClosed { archive_write_fail(handle) }
        archive_write_free(handle)
    }

    private func configure() throws {
        let name = format.rawValue
        switch format {
        case .tar, .tarZstd, .tarGzip:
            try check(archive_write_set_format_pax(handle), "choose the format", name)
            // The form that GNU tar, star and bsdtar all read.
            try check(archive_write_set_format_option(handle, "pax", "xattrheader", "SCHILY"), "set an option", name)
        case .zip: try check(archive_write_set_format_zip(handle), "choose the format", name)
        case .cpio: try check(archive_write_set_format_cpio_newc(handle), "choose the format", name)
        }
        switch format {
        case .tarZstd:
            try check(archive_write_add_filter_zstd(handle), "compress", name)
            try check(
                archive_write_set_filter_option(handle, "zstd", "compression-level", Self.zstdLevel),
                "set the compression level",
                name
            )
            try check(
                archive_write_set_filter_option(handle, "zstd", "threads", "\(WorkerThread.processorCount)"),
                "set the number of threads",
                name
            )
        case .tarGzip:
            try check(archive_write_add_filter_gzip(handle), "compress", name)
            // Without the time of day the same snapshot gives the same bytes.
            try check(archive_write_set_filter_option(handle, "gzip", "timestamp", nil), "set an option", name)
        case .tar, .zip, .cpio: break
        }
        try check(archive_write_set_bytes_per_block(handle, Self.blockSize), "set the block size", name)
        try check(
            archive_write_set_bytes_in_last_block(handle, format == .tar ? Self.tarRecord : 1),
            "set the block size",
            name
        )
    }

    /// Begins an entry; what follows by `write` must be as long as its size says.
    ///
    /// - Returns: what the format could not keep, in the words of libarchive, or nil.
    /// - Throws: `DRError`, or the error of the output.
    func begin(_ entry: ArchiveEntry, _ object: @autoclosure () -> String, isText: Bool) throws -> String? {
        // For zip the character set decides whether the name is marked as UTF-8.
        try (isText || format != .zip ? ArchiveLocale.utf8 : .bytes).run {
            let warning = try check(archive_write_header(handle, entry.handle), "write to the archive", object())
            // A name that is not UTF-8 is written as it is, with a header that says so.
            return warning.flatMap { $0.hasPrefix("Can't translate") ? nil : $0 }
        }
    }

    /// Writes content of the entry that was begun.
    func write(_ bytes: UnsafeRawBufferPointer, _ object: @autoclosure () -> String) throws {
        var done = 0
        while done < bytes.count {
            let written = archive_write_data(handle, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if written < 0 { try check(Int32(truncatingIfNeeded: written), "write to the archive", object()) }
            guard written > 0 else {
                throw DRError(.failed, "the content is longer than the archive was told", object: object())
            }
            done += written
        }
    }

    /// Writes the end of the archive.
    func close() throws {
        try check(archive_write_close(handle), "end the archive", format.rawValue)
        isClosed = true
    }

    @discardableResult
    private func check(_ result: Int32, _ operation: String, _ object: @autoclosure () -> String) throws -> String? {
        do {
            return try handle.checkOk(result, operation, object())
        } catch {
            // The reason of the output says more than libarchive, which only knows that it failed.
            throw output.failure ?? error
        }
    }
}
