import CZstd
import DRCore

/// zstd compression with a context that is used again; belongs to one thread.
package final class Compressor {
    /// How hard it is to compress.
    package struct Settings: Sendable, Equatable {
        /// The zstd level.
        package var level: Int32
        /// The shortest repetition that is looked for, 3 to 7 bytes; 0 is the level's own.
        package var minimumMatch: Int32

        /// Makes settings.
        package init(level: Int32, minimumMatch: Int32 = 0) {
            self.level = level
            self.minimumMatch = minimumMatch
        }
    }

    private let context: OpaquePointer

    /// For what is compressed from now on.
    package var settings: Settings {
        didSet {
            if settings != oldValue { apply() }
        }
    }

    /// Makes a compressor.
    ///
    /// - Throws: `DRError` when memory is short.
    package init(_ settings: Settings) throws {
        guard let context = ZSTD_createCCtx() else {
            throw DRError(.failed, "no memory for the compressor")
        }
        self.context = context
        self.settings = settings
        apply()
    }

    /// Makes a compressor of a zstd level.
    ///
    /// - Throws: `DRError` when memory is short.
    package convenience init(level: Int32) throws {
        try self.init(Settings(level: level))
    }

    private func apply() {
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, settings.level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_minMatch, settings.minimumMatch)
    }

    deinit { ZSTD_freeCCtx(context) }

    /// Appends one zstd frame with `bytes` to `buffer`; returns false, and appends nothing, when the frame would
    /// not be at least `gain` bytes shorter than `bytes`.
    package func compress(_ bytes: UnsafeRawBufferPointer, into buffer: ByteBuffer, gain: Int = 1) throws -> Bool {
        let start = buffer.count
        let limit = max(bytes.count - gain, 0)
        buffer.reserve(limit)
        let written = ZSTD_compress2(context, buffer.base + start, limit, bytes.baseAddress, bytes.count)
        if ZSTD_isError(written) != 0 {
            if ZSTD_getErrorCode(written) == ZSTD_error_dstSize_tooSmall { return false }
            throw DRError(.failed, "compression failed: \(String(cString: ZSTD_getErrorName(written)))")
        }
        buffer.resize(to: start + written)
        return true
    }

    /// Appends one zstd frame with `bytes` to `buffer`, also when that is longer.
    package func compressAlways(_ bytes: UnsafeRawBufferPointer, into buffer: ByteBuffer) throws {
        let start = buffer.count
        let limit = ZSTD_compressBound(bytes.count)
        buffer.reserve(limit)
        let written = ZSTD_compress2(context, buffer.base + start, limit, bytes.baseAddress, bytes.count)
        guard ZSTD_isError(written) == 0 else {
            throw DRError(.failed, "compression failed: \(String(cString: ZSTD_getErrorName(written)))")
        }
        buffer.resize(to: start + written)
    }
}
