import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite("SHA-256", .tags(.small))
struct SHA256Tests {
    static func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    static func reference(_ bytes: [UInt8]) throws -> String {
        let library = try SHA256Hasher(usesLibrary: true)
        return bytes.withUnsafeBytes { library.hash($0).hex }
    }

    /// FIPS 180-2, appendix B, and the empty message.
    @Test(
        "gives the published hashes",
        arguments: [
            ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ]
    )
    func publishedHashes(_ text: String, _ repeats: Int, _ expected: String) throws {
        let message = Array(String(repeating: text, count: repeats).utf8)
        for usesLibrary in [true, !SHA256Hasher.isAccelerated] {
            let hasher = try SHA256Hasher(usesLibrary: usesLibrary)
            let id = message.withUnsafeBytes { hasher.hash($0) }
            #expect(id.hex == expected)
        }
    }

    @Test("agrees with the library for every length around two blocks")
    func shortLengths() throws {
        var generator = SeededGenerator(seed: 1)
        let hasher = try SHA256Hasher()
        for length in 0...200 {
            let message = Self.bytes(length, &generator)
            let id = message.withUnsafeBytes { hasher.hash($0) }
            #expect(try id.hex == Self.reference(message), "\(length) bytes")
        }
    }

    @Test("two hashes side by side, cut anywhere, of any lengths, are those of each alone", arguments: 0..<60)
    func pairs(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let longest = [70, 1000, 20_000][seed % 3]
        let left = Self.bytes(Int.random(in: 0...longest, using: &generator), &generator)
        let right = Self.bytes(Int.random(in: 0...longest, using: &generator), &generator)
        let one = try SHA256Hasher()
        let two = try SHA256Hasher()
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                var leftRest = UnsafeRawBufferPointer(rebasing: left[...])
                var rightRest = UnsafeRawBufferPointer(rebasing: right[...])
                while !leftRest.isEmpty || !rightRest.isEmpty {
                    let taken = Int.random(in: 0...leftRest.count, using: &generator)
                    let beside = Int.random(in: 0...rightRest.count, using: &generator)
                    let piece = UnsafeRawBufferPointer(rebasing: leftRest[..<taken])
                    let other = UnsafeRawBufferPointer(rebasing: rightRest[..<beside])
                    switch Int.random(in: 0...3, using: &generator) {
                    case 0:
                        one.update(piece)
                        two.update(other)
                    case 1: SHA256Hasher.update(two, other, one, piece)
                    default: SHA256Hasher.update(one, piece, two, other)
                    }
                    leftRest = UnsafeRawBufferPointer(rebasing: leftRest[taken...])
                    rightRest = UnsafeRawBufferPointer(rebasing: rightRest[beside...])
                }
            }
        }
        #expect(try one.finish().hex == Self.reference(left))
        #expect(try two.finish().hex == Self.reference(right))
    }

    @Test("many pieces beside a stream give the hash of each, and of the stream", arguments: 0..<40)
    func manyPieces(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 500)
        let count = seed % 7
        let pieces = (0..<count).map { _ in
            Self.bytes(
                Int.random(in: 0...[0, 64, 5000][Int.random(in: 0..<3, using: &generator)], using: &generator),
                &generator
            )
        }
        let parts = (0..<3).map { _ in Self.bytes(Int.random(in: 0...3000, using: &generator), &generator) }
        let hasher = try ContentHasher()
        let stream = try SHA256Hasher()
        let space = ByteBuffer()
        var ranges: [Range<Int>] = []
        for piece in pieces {
            ranges.append(space.count..<space.count + piece.count)
            space.append(piece)
        }
        let views = ranges.map { UnsafeRawBufferPointer(rebasing: space.bytes[$0]) }
        for part in parts {
            let ids = part.withUnsafeBytes { hasher.hash(views, beside: stream, part: $0) }
            #expect(try ids.map(\.hex) == pieces.map(Self.reference))
        }
        #expect(try stream.finish().hex == Self.reference(parts.flatMap { $0 }))
        #expect(try hasher.hash(views).map(\.hex) == pieces.map(Self.reference))
    }
}
