import COpenSSL
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

    /// RFC 7914, section 12.
    @Test(
        "scrypt gives the bytes of RFC 7914",
        arguments: [
            (
                "", "", Scrypt(n: 16, r: 1, p: 1),
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", Scrypt(n: 1024, r: 8, p: 16),
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", Scrypt(n: 16384, r: 8, p: 1),
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ]
    )
    func scryptVectors(_ password: String, _ salt: String, _ scrypt: Scrypt, _ expected: String) throws {
        let derived = try scrypt.derive(password: Array(password.utf8), salt: Array(salt.utf8))
        #expect(Hex.encode(derived) == expected)
    }

    /// Odd block sizes and the smallest cost too.
    @Test("scrypt agrees with the crypto library", arguments: 0..<24)
    func scryptOfLibrary(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let scrypt = Scrypt(n: 1 << UInt64(1 + seed % 8), r: UInt32(1 + seed % 9), p: UInt32(1 + seed % 3))
        let password = SHA256Tests.bytes(seed, &generator)
        let salt = SHA256Tests.bytes(64, &generator)
        var expected = [UInt8](repeating: 0, count: 64)
        let result = password.withUnsafeBytes { password in
            EVP_PBE_scrypt(
                password.baseAddress?.assumingMemoryBound(to: CChar.self),
                password.count,
                salt,
                salt.count,
                scrypt.n,
                UInt64(scrypt.r),
                UInt64(scrypt.p),
                1 << 26,
                &expected,
                64
            )
        }
        #expect(result == 1)
        #expect(try scrypt.derive(password: password, salt: salt) == expected)
    }
}
