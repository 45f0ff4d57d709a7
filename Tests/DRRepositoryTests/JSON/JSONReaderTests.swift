import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

struct JSONReaderTests {
    /// Reads one whole text with `body`.
    static func read<Value>(_ text: String, _ body: (inout JSONReader) throws -> Value) throws -> Value {
        try read(Array(text.utf8), body)
    }

    static func read<Value>(_ text: [UInt8], _ body: (inout JSONReader) throws -> Value) throws -> Value {
        try text.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            let value = try body(&reader)
            try reader.end()
            return value
        }
    }

    @Test(
        .tags(.small),
        arguments: [
            (#""""#, ""), (#""plain""#, "plain"), (#" "é日😀" "#, "é日😀"), (#""a\"b\\c\/d""#, #"a"b\c/d"#),
            (#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u65E5""#, "Aé日"), (#""\ud83d\ude00""#, "😀"),
            (#""\ud83d""#, "\u{fffd}"), (#""\ude00x""#, "\u{fffd}x"), (#""\ud83d\u0041""#, "\u{fffd}A"),
            (#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"), (#""\u0000""#, "\0"), (#""exactly 8\"""#, "exactly 8\""),
        ]
    )
    func readsStrings(text: String, value: String) throws {
        #expect(try Self.read(text) { try $0.string().string } == value)
        #expect(try Self.read(text) { try $0.string().bytes } == Array(value.utf8))
    }

    @Test(.tags(.small), arguments: 0..<40)
    func findsTheEndOfStringsOfEveryLength(count: Int) throws {
        for special in ["", #"\""#, #"\\"#, #"\u0020"#] {
            let text = String(repeating: "x", count: count) + special
            let value = try Self.read("\"" + text + "\"") { try $0.string() }
            #expect(value.hasEscapes == !special.isEmpty)
        }
        #expect(throws: DRError.self) { try Self.read("\"" + String(repeating: "x", count: count)) { try $0.string() } }
    }

    @Test(.tags(.small))
    func keepsBytesThatAreNotText() throws {
        let text: [UInt8] = [0x22, 0xff, 0xc0, 0x80, 0x7f, 0x22]
        #expect(try Self.read(text) { try $0.string().bytes } == [0xff, 0xc0, 0x80, 0x7f])
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "\"", #""\"#, #""\x""#, #""\u12"#, #""\u12g4""#, #""\"#, "\"\n\"", "\"\0\"", "\"tab\t\"", "x", "1",
            "null",
        ]
    )
    func refusesOtherStrings(text: String) {
        #expect(throws: DRError.self) { try Self.read(text) { try $0.string() } }
    }

    @Test(
        .tags(.small),
        arguments: [("0", 0), ("7", 7), (" 18446744073709551615 ", .max), ("9007199254740993", 9_007_199_254_740_993)]
            as [(String, UInt64)]
    )
    func readsUnsignedNumbersExactly(text: String, value: UInt64) throws {
        #expect(try Self.read(text) { try $0.uint64() } == value)
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "-1", "+1", "01", "1.0", "1e3", "1E3", "18446744073709551616", "99999999999999999999999", "x", "\"1\"",
            "0x1", "1 2",
        ]
    )
    func refusesOtherUnsignedNumbers(text: String) {
        #expect(throws: DRError.self) { try Self.read(text) { try $0.uint64() } }
    }

    @Test(
        .tags(.small),
        arguments: [("0", 0), ("-0", 0), ("-1", -1), ("9223372036854775807", .max), ("-9223372036854775808", .min)]
            as [(String, Int64)]
    )
    func readsSignedNumbersExactly(text: String, value: Int64) throws {
        #expect(try Self.read(text) { try $0.int64() } == value)
    }

    @Test(.tags(.small), arguments: ["9223372036854775808", "-9223372036854775809", "--1", "-"])
    func refusesOtherSignedNumbers(text: String) {
        #expect(throws: DRError.self) { try Self.read(text) { try $0.int64() } }
    }

    @Test(.tags(.small))
    func narrowsNumbersOnlyWhenTheyFit() throws {
        #expect(try Self.read("4294967295") { try $0.integer(UInt32.self) } == .max)
        #expect(try Self.read("-128") { try $0.integer(Int8.self) } == -128)
        #expect(throws: DRError.self) { try Self.read("4294967296") { try $0.integer(UInt32.self) } }
        #expect(throws: DRError.self) { try Self.read("128") { try $0.integer(Int8.self) } }
    }

    @Test(.tags(.small))
    func walksNestedContainers() throws {
        let text = #" { "a" : [ 1 , [ ] , { } , [ 2 ] ] , "b\u0063" : null , "d" : true , "e" : false } "#
        var seen: [String] = []
        try Self.read(text) { reader in
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "a":
                    try reader.beginArray()
                    while try reader.nextElement() {
                        seen.append(String(decoding: try reader.rawValue(), as: UTF8.self))
                    }
                case "bc": seen.append("null \(try reader.skipNull())")
                case "d", "e": seen.append("\(try reader.bool())")
                default: seen.append("other")
                }
            }
        }
        #expect(seen == ["1", "[ ]", "{ }", "[ 2 ]", "null true", "true", "false"])
    }

    @Test(
        .tags(.small),
        arguments: [
            "{}", "[]", "0", "-0.5e-10", "1E+3", "true", "false", "null", #""x\u00e9""#, #"{"a":[{"b":[]}],"c":1}"#,
            "[1,[2],[[3]]]",
            String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
        ]
    )
    func skipsAnyValue(text: String) throws {
        try Self.read(text) { try $0.skipValue() }
        let raw = try Self.read(" " + text + " ") { String(decoding: try $0.rawValue(), as: UTF8.self) }
        #expect(raw == text)
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "{", "[", "}", "]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}", "{a:1}",
            "{\"a\":1 \"b\":2}",
            "[1}", "{\"a\":1]", "-", "1.", ".5", "1e", "01", "tru", "nul", "NaN", "'x'", "//", "[1]]", "\u{feff}1",
            String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
        ]
    )
    func refusesWhatIsNotJSON(text: String) {
        #expect(throws: DRError.self) { try Self.read(text) { try $0.skipValue() } }
    }

    @Test(.tags(.small))
    func saysWhereTheTextIsDamaged() {
        let error = #expect(throws: DRError.self) { try Self.read("{\"a\" 1}") { try $0.skipValue() } }
        #expect(error?.code == .integrity)
        #expect(error?.message.contains("byte 5") == true)
    }

    @Test(.tags(.small))
    func readsTypedValues() throws {
        let hex = "ac08ce34ba4f8123618661bef2425f7028ffb9ac740578a3ee88684d2523fee8"
        #expect(try Self.read("\"\(hex)\"") { try $0.objectID() }.hex == hex)
        #expect(throws: DRError.self) { try Self.read("\"\(hex.dropLast())\"") { try $0.objectID() } }
        #expect(
            try Self.read(#""1970-01-01T00:00:01.5Z""#) { try $0.timestamp() }
                == Timestamp(seconds: 1, nanoseconds: 500_000_000)
        )
        #expect(throws: DRError.self) { try Self.read(#""yesterday""#) { try $0.timestamp() } }
        #expect(try Self.read(#""AAE\u003d""#) { try $0.base64() } == [0, 1])
        #expect(throws: DRError.self) { try Self.read(#""AAE""#) { try $0.base64() } }
        #expect(try Self.read(#"["a","\n"]"#) { try $0.strings() } == ["a", "\n"])
        #expect(try Self.read("null") { try $0.strings() } == [])
    }

    @Test(.tags(.medium))
    func survivesAHundredMegabytesOfGarbage() {
        for byte in Array("[{\"\\.-,: t".utf8) + [0, 0xff] {
            let text = [UInt8](repeating: byte, count: 10 << 20)
            #expect(throws: DRError.self) { try Self.read(text) { try $0.skipValue() } }
        }
    }

    @Test(.tags(.small), arguments: 0..<20)
    func survivesDamage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\n😀",null,true],"bb":{"c":{}},"d":"0123456789abcdef"}"#.utf8)
        for _ in 0..<500 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
                    in: .min ... .max,
                    using: &random
                )
            }
            damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random))
            do {
                try Self.read(damaged) { try $0.skipValue() }
            } catch let error as DRError {
                #expect(error.code == .integrity)
            }
        }
    }
}
