import DRCore
import DRStorage
import DRTestSupport
import Foundation
import Testing

@testable import DRRepository

/// Tree blobs that restic 0.14 wrote with TZ=UTC.
struct TreeFixtureTests {
    static let fixtures = [
        ("kinds", "5ccd840e91f63f976b704be9f6ea4adeffb08c273c98dab715b4be9a2af7e1a1"),
        ("names", "a472daad556fcfdace903b74c74213bb1325b7901112cf6caf4f21a05a060342"),
        ("boundary-scalars", "570a2df30f7ca5fcb94f588f147efa42b57e25bf3ad19db8e282d1c4bbab32d8"),
    ]

    static func fixture(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/trees/" + name, withExtension: "json"))
        return [UInt8](try Data(contentsOf: url))
    }

    static func nodes(_ name: String) throws -> [Node] {
        try fixture(name).withUnsafeBytes { try TreeDecoder.decode($0) }
    }

    @Test(.tags(.medium), arguments: fixtures)
    func encodesTheSameBytes(name: String, id: String) throws {
        let buffer = ByteBuffer()
        var encoder = TreeEncoder(buffer)
        for node in try Self.nodes(name) { try encoder.append(node) }
        encoder.finish()
        #expect(buffer.array == (try Self.fixture(name)))
        let hash = try SHA256Hasher().hash(buffer.bytes)
        #expect(hash.hex == id)
    }

    @Test(.tags(.small))
    func theEmptyTreeHasItsId() throws {
        let buffer = ByteBuffer()
        TreeEncoder(buffer).finish()
        #expect(buffer.array == Array("{\"nodes\":[]}\n".utf8))
        let hash = try SHA256Hasher().hash(buffer.bytes)
        #expect(hash.hex == "ac08ce34ba4f8123618661bef2425f7028ffb9ac740578a3ee88684d2523fee8")
    }

    /// The directory held a file "n" + byte + "e" for each byte, and names of printable and other characters.
    @Test(.tags(.medium))
    func readsEveryByteOfNames() throws {
        let names = Set(try Self.nodes("names").map(\.name))
        for byte in UInt8(1)...255 where byte != UInt8(ascii: "/") {
            #expect(names.contains([UInt8(ascii: "n"), byte, UInt8(ascii: "e")]))
        }
        for text in ["\u{a0}", "\u{ad}", "\u{85}", "\u{200b}", "\u{2028}", "é", "日本", "😀", "<&>", "\"q\"", "\\b\\"] {
            #expect(names.contains(Array("u".utf8) + Array(text.utf8)))
        }
        for bytes: [UInt8] in [
            [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe6, 0x97], [0xff, 0xfe],
        ] {
            #expect(names.contains([UInt8(ascii: "v")] + bytes))
        }
    }

    @Test(.tags(.medium))
    func readsEveryKind() throws {
        let nodes = try Self.nodes("kinds").reduce(into: [String: Node]()) {
            $0[String(decoding: $1.name, as: UTF8.self)] = $1
        }
        #expect(nodes["file"]?.kind == .file)
        #expect(nodes["file"]?.size == 6)
        #expect(nodes["file"]?.links == 2)
        #expect(nodes["file"]?.content?.map(\.short) == ["5891b5b5"])
        #expect(nodes["empty"]?.content == [])
        #expect(nodes["dir"]?.kind == .directory)
        #expect(nodes["dir"]?.mode == 0x8050_01fd)
        #expect(nodes["dir"]?.subtree?.short == "ac08ce34")
        #expect(nodes["dir"]?.content == nil)
        #expect(nodes["chr"]?.kind == .characterDevice)
        #expect(nodes["chr"]?.device == 259)
        #expect(nodes["blk"]?.kind == .blockDevice)
        #expect(nodes["fifo"]?.kind == .fifo)
        #expect(nodes["suid"]?.gid == 12345)
        #expect(nodes["suid"]?.group == "")
        #expect(nodes["link"]?.linkTarget == Array("target<&>\"\\\n\u{8}\u{c}\u{1b}\u{7f}\u{2028}é".utf8))
        #expect(nodes["t2"]?.mtime == Timestamp(seconds: -1, nanoseconds: 1))
        #expect(
            nodes["xattr"]?.extendedAttributes == [
                ExtendedAttribute(name: Array("user.b".utf8), value: [0x76, 0, 0xff]),
                ExtendedAttribute(name: Array("user.a".utf8), value: []),
                ExtendedAttribute(name: Array("user.<x>é".utf8), value: Array("1".utf8)),
            ]
        )
    }
}
