import CZlib
import DRCore

/// What a gzip stream holds, with its checksums verified, which libarchive 3.6 does not do.
final class GzipStream: ByteStream {
    static let mark: [UInt8] = [0x1f, 0x8b]
    private static let blockSize = 1 << 20

    private let source: ArchiveInput
    private let stream: UnsafeMutablePointer<z_stream>
    private let block = ByteBuffer(capacity: blockSize)
    private var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private var isAtEnd = false

    init(_ source: ArchiveInput) throws {
        self.source = source
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard czlib_gunzip_init(stream) == Z_OK else {
            stream.deallocate()
            throw DRError(.failed, "no memory to decompress", object: source.name)
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func read() throws -> UnsafeRawBufferPointer {
        block.resize(to: Self.blockSize)
        var filled = 0
        while filled < Self.blockSize, !isAtEnd {
            if input.isEmpty { input = try source.read() }
            guard let start = input.baseAddress, !input.isEmpty else {
                throw failure("it is cut short")
            }
            // zlib only reads there; its declaration says so too when it is compiled with ZLIB_CONST.
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: start.assumingMemoryBound(to: Bytef.self)
            )
            stream.pointee.avail_in = UInt32(input.count)
            stream.pointee.next_out = (block.base + filled).assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_out = UInt32(Self.blockSize - filled)
            let result = inflate(stream, Z_NO_FLUSH)
            filled = Self.blockSize - Int(stream.pointee.avail_out)
            input = UnsafeRawBufferPointer(rebasing: input[(input.count - Int(stream.pointee.avail_in))...])
            switch result {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END: try beginNext()
            default: throw failure(stream.pointee.msg.map { String(cString: $0) } ?? "it is damaged")
            }
        }
        block.resize(to: filled)
        return block.bytes
    }

    /// A stream may be several, one after the other; what follows without the mark is padding, as for gzip itself.
    private func beginNext() throws {
        if input.isEmpty { input = try source.read() }
        guard input.first == Self.mark[0] else {
            isAtEnd = true
            return
        }
        guard inflateReset(stream) == Z_OK else { throw failure("it cannot be read on") }
    }

    private func failure(_ reason: String) -> DRError {
        DRError(
            .failed,
            "the archive cannot be decompressed: \(reason); nothing was imported",
            object: source.name,
            hint: "`gzip -t` tests it; fetch it again from its source"
        )
    }
}
