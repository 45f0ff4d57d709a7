import DRCore
import DRRepository
import DRWorkloads

extension FuzzTarget {
    /// A pattern, a line feed and a path.
    static func pattern(_ input: UnsafeRawBufferPointer) throws {
        let parts = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let pattern = [UInt8](parts[0])
        let path = [UInt8(ascii: "/")] + (parts.count > 1 ? [UInt8](parts[1]) : [])
        for ignoresCase in [false, true] {
            let list = try accepted(.usage) { try PatternList([pattern], ignoringCase: ignoresCase) }
            guard let list else { continue }
            try path.withUnsafeBytes { path in
                let itself = list.matchesItself(path)
                let any = list.matches(path)
                let isNegated = pattern.first == UInt8(ascii: "!")
                try require(!itself || any || isNegated, "a path matches by itself and yet does not match")
                _ = list.matchesDirectory(path)
            }
        }
    }

    static func time(_ input: UnsafeRawBufferPointer) throws {
        guard let time = RFC3339.parse(input) else { return }
        let text = RFC3339.format(time)
        guard let again = RFC3339.parse(text) else { throw DRError(.failed, "a time is written as no time: \(text)") }
        // An offset may lead out of the years that can be written.
        let isWritable = time.seconds >= -62_167_219_200 && time.seconds < 253_402_300_800
        try require(again == time || !isWritable, "a time comes back as another one: \(text)")
    }

    /// The input as frames, whose content is bounded, and as content.
    static func zstd(_ input: UnsafeRawBufferPointer) throws {
        let decompressor = try Decompressor()
        let limit = 1 << 20
        let unfolded = ByteBuffer()
        if try accepted(.integrity, by: { try decompressor.decompress(input, limit: limit, into: unfolded) }) != nil {
            try require(unfolded.count <= limit, "more was unfolded than allowed")
            let exact = ByteBuffer()
            try decompressor.decompress(input, length: unfolded.count, into: exact)
            try require(exact.array == unfolded.array, "two ways to unfold differ")
        }
        _ = try accepted(.integrity) { try decompressor.decompress(input, length: input.count, into: ByteBuffer()) }
        let folded = ByteBuffer()
        try Compressor(level: 1).compressAlways(input, into: folded)
        let back = ByteBuffer()
        try decompressor.decompress(folded.bytes, limit: input.count, into: back)
        try require(back.array.elementsEqual(input), "content comes back as another one")
    }
}
