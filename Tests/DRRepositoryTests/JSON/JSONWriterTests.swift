import DRCore
import DRTestSupport
import Testing

@testable import DRRepository

struct JSONWriterTests {
    static func write(_ body: (inout JSONWriter) -> Void) -> String {
        let buffer = ByteBuffer()
        var writer = JSONWriter(buffer)
        body(&writer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test(.tags(.small))
    func setsCommas() {
        let text = Self.write { writer in
            writer.beginObject()
            writer.key("a")
            writer.beginArray()
            writer.number(1)
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.null()
            writer.endArray()
            writer.key("b<")
            writer.bool(true)
            writer.key("c")
            Array("[ 1 ]".utf8).withUnsafeBytes { writer.raw($0) }
            writer.key("d")
            writer.bool(false)
            writer.endObject()
        }
        #expect(text == #"{"a":[1,{},[],null],"b\u003c":true,"c":[ 1 ],"d":false}"#)
    }

    @Test(
        .tags(.small),
        arguments: [
            ("", #""""#), ("a/b", #""a/b""#), (#""\"#, #""\"\\""#), ("<>&", #""\u003c\u003e\u0026""#),
            ("\n\r\t", #""\n\r\t""#), ("\u{8}\u{c}\0\u{1f}", #""\u0008\u000c\u0000\u001f""#),
            ("\u{7f}\u{80}é", "\"\u{7f}\u{80}é\""),
            ("\u{2028}\u{2029}\u{2027}", "\"\\u2028\\u2029\u{2027}\""), ("😀\u{fffd}\u{feff}", "\"😀\u{fffd}\u{feff}\""),
        ]
    )
    func escapesAsGoDoes(text: String, json: String) {
        #expect(Self.write { $0.string(text) } == json)
    }

    @Test(
        .tags(.small),
        arguments: [
            ([0xff], #""\ufffd""#), ([0x61, 0xe6, 0x97, 0x62], #""a\ufffd\ufffdb""#),
            ([0xc0, 0x80], #""\ufffd\ufffd""#),
            ([0xed, 0xa0, 0x80], #""\ufffd\ufffd\ufffd""#), ([0xf4, 0x90, 0x80, 0x80], #""\ufffd\ufffd\ufffd\ufffd""#),
            ([0xf0, 0x9f, 0x98], #""\ufffd\ufffd\ufffd""#),
        ] as [([UInt8], String)]
    )
    func replacesWhatIsNotUTF8(bytes: [UInt8], json: String) {
        #expect(Self.write { writer in bytes.withUnsafeBytes { writer.string($0) } } == json)
    }

    @Test(.tags(.small), arguments: [0, 1, 9, 10, 99, 100, 12_345_678_901_234_567_890, .max] as [UInt64])
    func writesNumbers(value: UInt64) {
        #expect(Self.write { $0.number(value) } == String(value))
    }

    @Test(.tags(.small), arguments: [0, -1, 42, .min, .max] as [Int])
    func writesSignedNumbers(value: Int) {
        #expect(Self.write { $0.number(value) } == String(value))
    }

    @Test(.tags(.small))
    func writesEveryPowerOfTen() {
        var power: UInt64 = 1
        for _ in 0..<20 {
            #expect(Self.write { $0.number(power) } == String(power))
            #expect(Self.write { $0.number(power - 1) } == String(power - 1))
            power &*= 10
        }
    }

    @Test(.tags(.small), arguments: 0..<50)
    func readsBackWhatItWrote(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scalars = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
            Unicode.Scalar(
                UInt32.random(in: 0..<[0x80, 0x800, 0x3000, 0x110000][Int(random.next() % 4)], using: &random)
            ) ?? "x"
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        let json = Self.write { $0.string(text) }
        #expect(try JSONReaderTests.read(json) { try $0.string().bytes } == Array(text.utf8))
    }
}
