import DRCore
import DRTestSupport
import Testing

struct HexTests {
    @Test(.tags(.small), arguments: [([], ""), ([0], "00"), ([255, 16, 171], "ff10ab")] as [([UInt8], String)])
    func encodesAndDecodes(bytes: [UInt8], text: String) {
        #expect(Hex.encode(bytes) == text)
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
    }

    @Test(.tags(.small), arguments: ["a", "0g", "zz", " 1", "0x", "é"])
    func refusesOtherTexts(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test(.tags(.small))
    func knowsEveryDigit() {
        for byte in UInt8.min...UInt8.max {
            #expect(Hex.value(byte) == UInt8(String(UnicodeScalar(byte)), radix: 16))
        }
    }

    @Test(.tags(.small))
    func roundTripsAnyBytes() {
        var generator = SeededGenerator.announced()
        for count in 0..<200 {
            let bytes = generator.bytes(count)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }
}
