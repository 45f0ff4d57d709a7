import CArchive
import CLinux
import DRCore
import Synchronization

/// Reads an archive of any known format, entry by entry; for one thread.
final class ArchiveReader {
    let input: ArchiveInput
    /// What libarchive has to say of the entry that was read last, beside what it could do.
    private(set) var warning: String?

    private let handle: OpaquePointer
    private let source: ArchiveSource
    private let progress: ArchiveProgress
    private let cancellation: Cancellation

    /// Recognises the format from the first bytes.
    ///
    /// - Throws: `DRError` naming the archive.
    init(_ input: ArchiveInput, progress: ArchiveProgress, cancellation: Cancellation) throws {
        guard let handle = archive_read_new() else { throw DRError(.failed, "no memory for an archive") }
        self.input = input
        self.handle = handle
        self.progress = progress
        self.cancellation = cancellation
        switch input.packing {
        case .seekable: source = ArchiveSource(input, seekable: input, name: input.name)
        case .gzip: source = ArchiveSource(try GzipStream(input), seekable: nil, name: input.name)
        case .other: source = ArchiveSource(try DecompressedStream(input), seekable: nil, name: input.name)
        }
        for support in [
            archive_read_support_filter_none, archive_read_support_format_tar, archive_read_support_format_cpio,
            archive_read_support_format_zip_seekable, archive_read_support_format_7zip,
        ] {
            try source.check(handle, support(handle))
        }
        try inLocale { try source.open(handle) }
    }

    deinit { archive_read_free(handle) }

    /// Whether the format keeps owners of its own accord.
    var keepsOwners: Bool { input.packing != .seekable }

    /// The header of the next entry, valid until the next call; nil at the end of the archive.
    ///
    /// - Throws: `DRError` when the archive is damaged, cut short or encrypted.
    func next() throws -> OpaquePointer? {
        var entry: OpaquePointer?
        let result = try inLocale { archive_read_next_header(handle, &entry) }
        progress.archiveBytes.store(UInt64(input.position), ordering: .relaxed)
        if result == ARCHIVE_EOF {
            try checkEnd()
            return nil
        }
        guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else {
            if archive_read_has_encrypted_entries(handle) > 0 { throw encrypted() }
            throw source.error(handle)
        }
        warning = result == ARCHIVE_WARN ? handle.archiveMessage : nil
        // In the C locale that is how the bytes themselves come, and not worth a word.
        if keepsOwners, let text = warning, text.contains("can't be converted") { warning = nil }
        if archive_entry_is_encrypted(entry) != 0 { throw encrypted() }
        return entry
    }

    /// The next run of content of the entry, and where in the file it belongs; nil at its end.
    ///
    /// - Throws: `DRError` when the archive is damaged or cut short; also for a checksum that does not match.
    func nextBlock() throws -> (bytes: UnsafeRawBufferPointer, offset: Int)? {
        var bytes: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        let result = archive_read_data_block(handle, &bytes, &count, &offset)
        progress.archiveBytes.store(UInt64(input.position), ordering: .relaxed)
        if result == ARCHIVE_EOF { return nil }
        try source.check(handle, result)
        return (UnsafeRawBufferPointer(start: bytes, count: count), Int(offset))
    }

    /// A tar without its end mark may have been cut between two entries.
    private func checkEnd() throws {
        if input.packing != .seekable { try source.drain(cancellation) }
        guard archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_TAR else { return }
        guard archive_filter_bytes(handle, 0) == archive_read_header_position(handle) else { return }
        throw DRError(
            .failed,
            "the archive ends without its end mark, so it may be cut short; nothing was imported",
            object: input.name,
            hint: "compare it with its source; appending 1024 zero bytes marks it as complete"
        )
    }

    private func encrypted() -> DRError {
        DRError(
            .failed,
            "the archive is encrypted; nothing was imported",
            object: input.name,
            hint: "decrypt it first, then import the result"
        )
    }

    private func inLocale<Result>(_ body: () throws -> Result) throws -> Result {
        try (input.packing == .seekable ? ArchiveLocale.utf8 : .bytes).run(body)
    }
}
