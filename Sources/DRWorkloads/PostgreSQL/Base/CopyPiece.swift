import DRRepository

/// A part of the copying that one thread does in one go: a range of one large file, or several small files.
enum CopyPiece: Sendable {
    /// Bytes of a file with pages.
    case range(file: Int, Range<Int>)
    /// Whole files.
    case files(Range<Int>)

    /// The longest range of a large file in bytes.
    static let rangeSize = 16 << 20
    /// Small files together have no more than this many bytes.
    private static let batchSize = 4 << 20

    /// Parts the files that are to be read; files with pages above `limit` bytes are parted into ranges.
    static func part(_ files: [ClusterFile], limit: Int) -> [CopyPiece] {
        var pieces: [CopyPiece] = []
        var start = 0
        var bytes = 0
        func flush(_ end: Int) {
            if start < end { pieces.append(.files(start..<end)) }
            start = end
            bytes = 0
        }
        for (number, file) in files.enumerated() {
            let size = Int(clamping: file.node.size)
            guard !file.isReused, file.relation != nil, size > limit else {
                bytes += file.isReused ? 0 : size
                if bytes > batchSize { flush(number + 1) }
                continue
            }
            flush(number)
            start = number + 1
            for offset in stride(from: 0, to: size, by: rangeSize) {
                pieces.append(.range(file: number, offset..<min(offset + rangeSize, size)))
            }
        }
        flush(files.count)
        return pieces
    }
}
