import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small), .hangLimit)
struct HostileKeyTests {
    /// A well-formed key file that asks for these parameters.
    private func saveKey(n: UInt64, r: UInt32, p: UInt32, to backend: MemoryBackend) throws -> ObjectID {
        let file = KeyFile(
            created: nil,
            username: "",
            hostname: "",
            scrypt: Scrypt(n: n, r: r, p: p),
            salt: [UInt8](repeating: 1, count: 64),
            data: [UInt8](repeating: 2, count: 155)
        )
        return try Repository.saveKeyFile(backend, file)
    }

    private static let absurd: [(UInt64, UInt32, UInt32)] = [
        (1 << 40, 8, 1), (1 << 63, 1, 1), (2, .max, .max), (2, 1 << 31, 1 << 31), (1 << 20, 1 << 20, 1),
        (1 << 15, 8, 1 << 20), (1 << 24, 1, 1 << 8), (0, 8, 1), (1, 8, 1), (3, 8, 1), (1 << 15, 0, 1), (1 << 15, 8, 0),
        (.max, 8, 1), (1 << 60, 1 << 3, 1 << 3), (2, 1, 1 << 30),
    ]

    @Test("absurd costs are refused before anything is spent", arguments: absurd)
    func absurdCost(_ n: UInt64, _ r: UInt32, _ p: UInt32) throws {
        let hostile = try HostileRepository()
        let backend = hostile.without(.key)
        let id = try saveKey(n: n, r: r, p: p, to: backend)
        let error = #expect(throws: DRError.self) { try hostile.open(backend) }
        #expect(error?.code == .integrity)
        #expect(error?.object == "key \(id.hex)")
        #expect(error?.message.contains("scrypt") == true)
    }

    @Test("a hostile key keeps nobody from opening with another one", arguments: 0..<8)
    func besideAGoodKey(_ number: UInt64) throws {
        let hostile = try HostileRepository()
        let id = try saveKey(n: 1 << 62, r: 8, p: UInt32(number) + 1, to: hostile.backend)
        #expect(try hostile.open().keyID != id)
    }

    @Test(
        "a key file that is no key file is damage of that key",
        arguments: [
            "", "{}", "[]", #"{"kdf":"scrypt"}"#, #"{"kdf":"argon2","N":2,"r":1,"p":1,"salt":"AA==","data":"AA=="}"#,
            #"{"kdf":"scrypt","N":2,"r":1,"p":1,"salt":"","data":""}"#,
            #"{"kdf":"scrypt","N":-2,"r":1,"p":1,"salt":"AA==","data":"AA=="}"#,
            #"{"kdf":"scrypt","N":2,"r":4294967296,"p":1,"salt":"AA==","data":"AA=="}"#,
            #"{"kdf":"scrypt","N":1e300,"r":1,"p":1,"salt":"AA==","data":"AA=="}"#,
        ]
    )
    func malformed(_ json: String) throws {
        let hostile = try HostileRepository()
        let backend = hostile.without(.key)
        let bytes = Array(json.utf8)
        let id = try bytes.withUnsafeBytes { try SHA256Hasher().hash($0) }
        try backend.save(ObjectName(.key, id), bytes)
        let error = #expect(throws: DRError.self) { try hostile.open(backend) }
        #expect(error?.code == .integrity)
        #expect(error?.object == "key \(id.hex)")
    }

    @Test("of 25 keys the first 20 are tried, and the message says so")
    func manyKeys() throws {
        let hostile = try HostileRepository()
        let backend = hostile.without(.key)
        var passwords: [ObjectID: Secret<[UInt8]>] = [:]
        for number in 0..<25 {
            let password = Secret(Array("password \(number)".utf8))
            let file = try KeyFile.seal(
                hostile.bench.key,
                password: password,
                scrypt: Scrypt(n: 2, r: 1, p: 1),
                username: "tester",
                hostname: "example.com"
            )
            passwords[try Repository.saveKeyFile(backend, file)] = password
        }
        for (number, key) in passwords.sorted(by: { $0.key < $1.key }).enumerated() {
            if number < 20 {
                #expect(try Repository.open(backend, password: key.value).keyID == key.key)
            } else {
                let error = #expect(throws: DRError.self) { try Repository.open(backend, password: key.value) }
                #expect(error?.code == .wrongPassword)
                #expect(error?.message.contains("20 of 25") == true)
            }
        }
    }
}
