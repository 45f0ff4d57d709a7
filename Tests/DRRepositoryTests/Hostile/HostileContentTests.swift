import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Small objects that unfold to huge ones.
@Suite(.tags(.medium), .hangLimit)
struct HostileContentTests {
    @Test(
        "an index, snapshot or lock that unfolds to a gigabyte is refused",
        arguments: [ObjectKind.index, .snapshot, .lock]
    )
    func unpackedBomb(_ kind: ObjectKind) throws {
        let hostile = try HostileRepository()
        let plaintext = ByteBuffer([2] as [UInt8])
        let bomb = try HostileRepository.bomb(gibibytes: 1)
        #expect(bomb.count < 1 << 20)
        plaintext.append(bomb.bytes)
        let id = try hostile.seal(kind, plaintext.bytes, to: hostile.backend)
        let repository = try hostile.open()
        let error = #expect(throws: DRError.self) { try repository.loadUnpacked(kind, id, repository.makeCodec()) }
        #expect(error?.code == .integrity)
        #expect(error?.object == ObjectName(kind, id).description)
        #expect(error?.message.contains("unfolds to more than") == true)
        guard kind != .lock else { return }
        let report = try hostile.bench.verify()
        #expect(report.damages.map(\.object) == [ObjectName(kind, id).description])
    }

    /// A blob whose index entry promises `promised` bytes, while its frames hold `gibibytes` GiB.
    private func blobBomb(gibibytes: Int, promised: Int) throws -> DRError? {
        let hostile = try HostileRepository()
        var generator = SeededGenerator(seed: 1)
        let id = generator.id()
        let stored = ByteBuffer()
        let frames = try HostileRepository.bomb(gibibytes: gibibytes)
        try Sealer(key: hostile.bench.key).seal(frames.bytes, into: stored)
        let pack = try hostile.savePack(.data, [(id, stored, promised)], to: hostile.backend)
        try hostile.saveIndex([pack], to: hostile.backend)
        let repository = try hostile.loaded(hostile.backend)
        let content = ByteBuffer()
        let error = #expect(throws: DRError.self) {
            try repository.loadBlob(.data, id, repository.makeCodec(), into: content)
        }
        #expect(content.count == 0)
        #expect(error?.object == "pack \(pack.id.hex)")
        let report = try hostile.bench.verify()
        #expect(report.damages.map(\.object) == ["pack \(pack.id.hex)"])
        #expect(report.harmedSnapshots.isEmpty)
        return error
    }

    @Test("a blob that unfolds to 8 GiB where 100 bytes were promised is refused")
    func hugerThanPromised() throws {
        #expect(try blobBomb(gibibytes: 8, promised: 100)?.code == .integrity)
    }

    @Test("a promise of 4 GiB is refused, kept or not", arguments: [0, 4])
    func hugePromise(_ gibibytes: Int) throws {
        let error = try blobBomb(gibibytes: gibibytes, promised: Int(UInt32.max))
        #expect(error?.code == .integrity)
        #expect(error?.message.contains("absurd") == true)
    }

    @Test("a promise that its bytes cannot keep costs no memory")
    func impossiblePromise() throws {
        let frame = ByteBuffer()
        try [UInt8](repeating: 0, count: 1000).withUnsafeBytes {
            try Compressor(level: 1).compressAlways($0, into: frame)
        }
        let content = ByteBuffer()
        let error = #expect(throws: DRError.self) {
            try Decompressor().decompress(frame.bytes, length: 1 << 30, into: content)
        }
        #expect(error?.code == .integrity)
        #expect(content.capacity < 1 << 20)
    }

    @Test("the limit holds to the byte", arguments: [0, 1])
    func exactLimit(_ excess: Int) throws {
        let frame = ByteBuffer()
        let content = [UInt8](repeating: 7, count: 300_000)
        try content.withUnsafeBytes { try Compressor(level: 1).compressAlways($0, into: frame) }
        let back = ByteBuffer()
        let limit = content.count - excess
        if excess == 0 {
            try Decompressor().decompress(frame.bytes, limit: limit, into: back)
            #expect(back.array == content)
        } else {
            #expect(throws: DRError.self) { try Decompressor().decompress(frame.bytes, limit: limit, into: back) }
        }
    }
}
