import DRTestSupport
import Testing

@testable import DRRepository

struct Base64Tests {
    /// The vectors of RFC 4648 section 10, and the two letters that differ from the URL alphabet.
    @Test(
        .tags(.small),
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"), ("~~\u{7f}??", "fn5/Pz8="), ("~>>~", "fj4+fg=="),
        ]
    )
    func encodesAndDecodes(plain: String, text: String) {
        #expect(Array(plain.utf8).withUnsafeBytes(Base64.encode) == text)
        #expect(Array(text.utf8).withUnsafeBytes(Base64.decode) == Array(plain.utf8))
    }

    @Test(
        .tags(.small),
        arguments: [
            "Z", "Zg", "Zg=", "Zm8", "Zm9vY", "=", "====", "Zg===", "Zm8==", "Zm9v=", "Z===", "Zg==Zg==", "Z-8=",
            "Zm 8=", "é",
        ]
    )
    func refusesOtherTexts(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes(Base64.decode) == nil)
    }

    @Test(.tags(.small))
    func skipsLineBreaks() {
        #expect(Array("Zm9v\r\nYg=\n=".utf8).withUnsafeBytes(Base64.decode) == Array("foob".utf8))
    }

    @Test(.tags(.small), arguments: 0..<70)
    func roundTripsEveryLength(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let bytes = random.bytes(count)
        let text = bytes.withUnsafeBytes(Base64.encode)
        #expect(text.utf8.count == Base64.encodedCount(count))
        #expect(Array(text.utf8).withUnsafeBytes(Base64.decode) == bytes)
    }
}
