import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Opening a repository of which one key file is damaged.
@Suite(.tags(.small))
struct DamagedKeyTests {
    private static let password = Secret(Array("secret".utf8))

    /// A repository with some keys for one password; the first key file, by name, is damaged where asked.
    private func make(keys: Int, isDamaged: Bool) throws -> (MemoryBackend, damaged: ObjectID) {
        let backend = MemoryBackend()
        let scrypt = Scrypt(n: 2, r: 1, p: 1)
        let made = try Repository.create(at: backend, password: Self.password, scrypt: scrypt)
        for _ in 1..<keys { _ = try made.addKey(password: Self.password, scrypt: scrypt) }
        var objects = backend.contents
        let first = try #require(objects.keys.filter { $0.kind == .key }.min { $0.id < $1.id })
        if isDamaged { objects[first]?[20] ^= 1 }
        return (MemoryBackend(objects), first.id)
    }

    @Test("a wrong password is called so though a key is damaged, and that key is named")
    func wrongPassword() throws {
        let (backend, damaged) = try make(keys: 2, isDamaged: true)
        let error = #expect(throws: DRError.self) {
            try Repository.open(backend, password: Secret(Array("other".utf8)))
        }
        #expect(error?.code == .wrongPassword)
        #expect(error?.message.contains("key \(damaged.hex) is damaged") == true)
        #expect(error?.hint?.contains("key \(damaged.hex)") == true)
        #expect(try Repository.open(backend, password: Self.password).keyID != damaged)
    }

    @Test("with no whole key the damage is what is reported")
    func onlyKey() throws {
        let (backend, damaged) = try make(keys: 1, isDamaged: true)
        let error = #expect(throws: DRError.self) { try Repository.open(backend, password: Self.password) }
        #expect(error?.code == .integrity)
        #expect(error?.object == "key \(damaged.hex)")
    }

    @Test("a wrong password alone names no key")
    func noDamage() throws {
        let (backend, _) = try make(keys: 2, isDamaged: false)
        let error = #expect(throws: DRError.self) {
            try Repository.open(backend, password: Secret(Array("other".utf8)))
        }
        #expect(error?.code == .wrongPassword)
        #expect(error?.message == "wrong password, or no key for it")
    }
}
