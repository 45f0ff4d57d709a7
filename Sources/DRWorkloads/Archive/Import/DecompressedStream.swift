import CArchive
import DRCore

/// What a compressed file holds; one that is not compressed passes unchanged.
final class DecompressedStream: ByteStream {
    private let handle: OpaquePointer
    private let source: ArchiveSource
    private let name: String

    init(_ input: ArchiveInput) throws {
        guard let handle = archive_read_new() else { throw DRError(.failed, "no memory to decompress") }
        self.handle = handle
        name = input.name
        source = ArchiveSource(input, seekable: nil, name: input.name)
        // Named one by one: some of the others would start programs of the system on untrusted input.
        for support in [
            archive_read_support_filter_none, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
            archive_read_support_filter_lzma, archive_read_support_filter_zstd, archive_read_support_filter_lz4,
            archive_read_support_filter_compress, archive_read_support_format_raw,
        ] {
            try source.check(handle, support(handle))
        }
        try source.open(handle)
        var entry: OpaquePointer?
        try source.check(handle, archive_read_next_header(handle, &entry))
    }

    deinit { archive_read_free(handle) }

    func read() throws -> UnsafeRawBufferPointer {
        var bytes: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        let result = archive_read_data_block(handle, &bytes, &count, &offset)
        if result == ARCHIVE_EOF { return UnsafeRawBufferPointer(start: nil, count: 0) }
        try source.check(handle, result)
        return UnsafeRawBufferPointer(start: bytes, count: count)
    }
}
