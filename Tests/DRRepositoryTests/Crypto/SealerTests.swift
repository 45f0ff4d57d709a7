import DRCore
import DRRepository
import DRTestSupport
import Testing

@Suite("Encryption", .tags(.small))
struct SealerTests {
    @Test("opens what it sealed, at every small length and around the block size")
    func roundTrip() throws {
        let key = try #require(MasterKey.random())
        let sealer = try Sealer(key: key)
        var generator = SeededGenerator(seed: 11)
        for length in Array(0...70) + [4095, 4096, 4097, 1 << 20] {
            let plaintext = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let sealed = ByteBuffer()
            try plaintext.withUnsafeBytes { try sealer.seal($0, into: sealed) }
            #expect(sealed.count == length + Sealer.overhead)
            let opened = ByteBuffer()
            try sealer.open(sealed.bytes, into: opened)
            #expect(opened.array == plaintext)
        }
    }

    @Test("one flipped bit anywhere is refused and nothing is appended")
    func flippedBit() throws {
        let sealer = try Sealer(key: #require(MasterKey.random()))
        let sealed = ByteBuffer()
        try Array("some content that matters".utf8).withUnsafeBytes { try sealer.seal($0, into: sealed) }
        for position in 0..<sealed.count {
            let damaged = ByteBuffer(copying: sealed.bytes)
            damaged.mutableBytes[position] ^= 1
            let opened = ByteBuffer()
            #expect(throws: DRError.self) { try sealer.open(damaged.bytes, into: opened) }
            #expect(opened.count == 0)
        }
    }

    @Test("what is shorter than its envelope is refused", arguments: 0..<32)
    func tooShort(_ length: Int) throws {
        let sealer = try Sealer(key: #require(MasterKey.random()))
        let opened = ByteBuffer()
        #expect(throws: DRError.self) {
            try [UInt8](repeating: 7, count: length).withUnsafeBytes { try sealer.open($0, into: opened) }
        }
    }

    @Test(
        "absurd scrypt costs are refused before they take memory",
        arguments: [
            Scrypt(n: 0, r: 8, p: 1), Scrypt(n: 3, r: 8, p: 1), Scrypt(n: 1 << 40, r: 8, p: 1),
            Scrypt(n: 1 << 15, r: 0, p: 1), Scrypt(n: 1 << 15, r: 8, p: 0), Scrypt(n: 1 << 15, r: 1 << 20, p: 1 << 20),
            Scrypt(n: 2, r: 1, p: UInt32.max),
        ]
    )
    func absurdCost(_ scrypt: Scrypt) {
        #expect(throws: DRError.self) { try scrypt.derive(password: [1], salt: [UInt8](repeating: 0, count: 64)) }
    }

    /// RFC 7914, section 12, second vector.
    @Test("scrypt gives the bytes of RFC 7914")
    func scryptVector() throws {
        let derived = try Scrypt(n: 1024, r: 8, p: 16).derive(
            password: Array("password".utf8),
            salt: Array("NaCl".utf8)
        )
        #expect(
            Hex.encode(derived)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830da"
                + "c727afb94a83ee6d8360cbdfa2cc0640"
        )
    }
}
