import DRCore
import DRTestSupport
import Testing

@testable import DRRepository

struct NodeNameTests {
    static func write(_ name: [UInt8]) -> String {
        let buffer = ByteBuffer(capacity: name.count * 6 + 64)
        var cursor = JSONCursor(endOf: buffer)
        name.withUnsafeBytes { NodeName.write($0, to: &cursor) }
        cursor.commit(to: buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    static func read(_ json: String) throws -> [UInt8]? {
        try JSONReaderTests.read(json) { NodeName.read(try $0.string()) }
    }

    /// What restic 0.14 (Go 1.19) wrote, checked against it by the fixture trees too.
    static let quoted: [([UInt8], String)] = [
        (Array("plain name-1.txt".utf8), #""plain name-1.txt""#),
        (Array("\"".utf8), #""\\\"""#), (Array("\\".utf8), #""\\\\""#), (Array("'".utf8), #""'""#),
        (Array("<>&".utf8), #""\u003c\u003e\u0026""#),
        ([7, 8, 9, 10, 11, 12, 13], #""\\a\\b\\t\\n\\v\\f\\r""#), ([1, 0x1f, 0x7f], #""\\x01\\x1f\\x7f""#),
        (Array("\u{80}\u{85}\u{a0}\u{ad}".utf8), #""\\u0080\\u0085\\u00a0\\u00ad""#), (Array("¡é日😀".utf8), #""¡é日😀""#),
        (Array("\u{200b}\u{2028}\u{2029}\u{feff}\u{fffd}".utf8), "\"\\\\u200b\\\\u2028\\\\u2029\\\\ufeff\u{fffd}\""),
        (Array("\u{378}\u{e000}\u{10ffff}".utf8), #""\\u0378\\ue000\\U0010ffff""#), ([0xff, 0x61], #""\\xffa""#),
        ([0xc0, 0x80], #""\\xc0\\x80""#), ([0xed, 0xa0, 0x80], #""\\xed\\xa0\\x80""#),
        ([0xe6, 0x97], #""\\xe6\\x97""#),
    ]

    @Test(.tags(.small), arguments: quoted)
    func quotesTwice(name: [UInt8], json: String) throws {
        #expect(Self.write(name) == json)
        #expect(try Self.read(json) == name)
    }

    @Test(.tags(.small), arguments: UInt8(1)...255)
    func keepsEveryByte(byte: UInt8) throws {
        for name in [[byte], [0x61, byte, 0x62], [byte, byte], [0xe6, byte], [0xf0, 0x9f, byte]] {
            #expect(try Self.read(Self.write(name)) == name)
        }
    }

    @Test(.tags(.small), arguments: 0..<100)
    func keepsRandomNames(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let name = random.bytes(Int.random(in: 1..<40, using: &random))
            #expect(try Self.read(Self.write(name)) == name)
        }
    }

    @Test(.tags(.small))
    func keepsEveryScalar() throws {
        for start in stride(from: UInt32(0), to: 0x110000, by: 0x400) {
            let name = (start..<start + 0x400).compactMap(Unicode.Scalar.init).flatMap { Array(String($0).utf8) }
            #expect(try Self.read(Self.write(name)) == name)
        }
    }

    @Test(
        .tags(.small),
        arguments: [
            (#""\\u00e9\\U0001f600""#, "é😀"), (#""\\101\\060""#, "A0"), (#""\\x41""#, "A"), (#""\\\"""#, "\""),
            (#""\u0061""#, "a"),
            (#""\\\\x41""#, "\\x41"), (#""\\U0000002e""#, "."),
        ]
    )
    func unquotesAsGoDoes(json: String, name: String) throws {
        #expect(try Self.read(json) == Array(name.utf8))
    }

    @Test(
        .tags(.small),
        arguments: [
            #""\\""#, #""a\\""#, #""\\'""#, #""\"""#, #""\n""#, #""\\x4""#, #""\\xg0""#, #""\\u12""#, #""\\ud800""#,
            #""\\U00110000""#, #""\\Uffffffff""#, #""\\777""#, #""\\400""#, #""\\8""#, #""\\19""#, #""\\q""#,
        ]
    )
    func refusesOtherQuoting(json: String) throws {
        #expect(try Self.read(json) == nil)
    }

    @Test(
        .tags(.small),
        arguments: [
            ("", false), (".", false), ("..", false), ("a/b", false), ("/", false), ("a\0", false), ("...", true),
            (".a", true),
            ("a.", true), (" ", true), ("\n", true),
        ]
    )
    func knowsWhatCanBeAName(name: String, isValid: Bool) {
        #expect(Array(name.utf8).withUnsafeBytes(NodeName.isValid) == isValid)
    }
}
