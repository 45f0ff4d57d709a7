import CZstd
import DRCore

/// zstd decompression with a context that is used again; belongs to one thread.
package final class Decompressor {
    private let context: OpaquePointer

    /// Makes a decompressor.
    ///
    /// - Throws: `DRError` when memory is short.
    package init() throws {
        guard let context = ZSTD_createDCtx() else {
            throw DRError(.failed, "no memory for the decompressor")
        }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Appends the content of `frames`, which must be exactly `length` bytes, to `buffer`.
    ///
    /// - Throws: `DRError` (integrity) when it is not, or the frames are damaged.
    package func decompress(_ frames: UnsafeRawBufferPointer, length: Int, into buffer: ByteBuffer) throws {
        // A block takes four bytes at least and unfolds to 128 KiB at most (RFC 8878); nothing is allocated for a lie.
        guard length >> 15 <= frames.count else {
            throw DRError(.integrity, "\(frames.count) compressed bytes cannot hold the \(length) that were promised")
        }
        let start = buffer.count
        buffer.reserve(length)
        let written = ZSTD_decompressDCtx(context, buffer.base + start, length, frames.baseAddress, frames.count)
        guard ZSTD_isError(written) == 0 else {
            throw DRError(.integrity, "damaged compressed data: \(String(cString: ZSTD_getErrorName(written)))")
        }
        guard written == length else {
            throw DRError(.integrity, "compressed data holds \(written) bytes where \(length) were promised")
        }
        buffer.resize(to: start + written)
    }

    /// Appends the content of `frames`, of unknown length up to `limit` bytes, to `buffer`.
    ///
    /// - Throws: `DRError` (integrity) when there is more, or the frames are damaged.
    package func decompress(_ frames: UnsafeRawBufferPointer, limit: Int, into buffer: ByteBuffer) throws {
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        let start = buffer.count
        var input = ZSTD_inBuffer(src: frames.baseAddress, size: frames.count, pos: 0)
        var pending = 1
        while pending != 0 || input.pos < input.size {
            buffer.reserve(max(ZSTD_DStreamOutSize(), min(frames.count * 4, limit)))
            let space = min(buffer.capacity - buffer.count, start + limit + 1 - buffer.count)
            var output = ZSTD_outBuffer(dst: buffer.base + buffer.count, size: space, pos: 0)
            let before = input.pos
            pending = ZSTD_decompressStream(context, &output, &input)
            guard ZSTD_isError(pending) == 0 else {
                throw DRError(.integrity, "damaged compressed data: \(String(cString: ZSTD_getErrorName(pending)))")
            }
            buffer.resize(to: buffer.count + output.pos)
            guard buffer.count - start <= limit else {
                throw DRError(
                    .integrity,
                    "compressed data unfolds to more than \(ByteCount.format(UInt64(limit)))",
                    hint: "the repository may be damaged or hostile"
                )
            }
            guard output.pos > 0 || input.pos > before else {
                throw DRError(.integrity, "compressed data ends too early")
            }
        }
    }
}
