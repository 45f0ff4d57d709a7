import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Indexes, sealed as they should be, that lie about packs and blobs.
@Suite(.tags(.medium), .hangLimit)
struct HostileIndexTests {
    /// An index that says something else about one blob; the original stays as it was when `isAdded`.
    private func lie(
        about type: BlobType = .data,
        isAdded: Bool = false,
        _ change: (inout PackHeader.Entry) -> Void
    ) throws -> (HostileRepository, MemoryBackend, ObjectID, ObjectID) {
        let hostile = try HostileRepository()
        var packs = try hostile.packs()
        let number = try #require(packs.firstIndex { $0.entries[0].type == type })
        let blob = packs[number].entries[0].id
        change(&packs[number].entries[0])
        let backend = isAdded ? hostile.backend : hostile.without(.index)
        try hostile.saveIndex(isAdded ? [packs[number]] : packs, to: backend)
        return (hostile, backend, packs[number].id, blob)
    }

    /// That a blob cannot be read, and verify blames its pack and names whom it harms.
    private func expectLoss(_ state: (HostileRepository, MemoryBackend, ObjectID, ObjectID), of type: BlobType) throws {
        let (hostile, backend, pack, blob) = state
        let repository = try hostile.loaded(backend)
        #expect(throws: (any Error).self) {
            try repository.loadBlob(type, blob, repository.makeCodec(), into: ByteBuffer())
        }
        for readData in [ReadDataSelection.none, .all] {
            let report = try hostile.bench.verify(backend, readData: readData)
            #expect(report.damages.contains { $0.object == "pack \(pack.hex)" })
            #expect(report.harmedSnapshots == [hostile.snapshot.id])
        }
    }

    @Test("a blob beyond the end of its pack", arguments: [1, 100_000, Int(UInt32.max) - 5000], BlobType.allCases)
    func beyondTheEnd(_ shift: Int, _ type: BlobType) throws {
        try expectLoss(lie(about: type) { $0.offset += shift }, of: type)
    }

    @Test("a blob that is longer than its pack", arguments: [100_000, Int(UInt32.max)], BlobType.allCases)
    func longerThanThePack(_ length: Int, _ type: BlobType) throws {
        try expectLoss(lie(about: type) { ($0.offset, $0.length) = (0, length) }, of: type)
    }

    @Test("a blob of another id", arguments: BlobType.allCases)
    func otherContent(_ type: BlobType) throws {
        let hostile = try HostileRepository()
        var packs = try hostile.packs()
        let number = try #require(packs.firstIndex { $0.entries[0].type == type && $0.entries.count > 1 })
        let ids = packs[number].entries.map(\.id)
        (packs[number].entries[0].id, packs[number].entries[1].id) = (ids[1], ids[0])
        let backend = hostile.without(.index)
        try hostile.saveIndex(packs, to: backend)
        let repository = try hostile.loaded(backend)
        for id in ids.prefix(2) {
            let error = #expect(throws: DRError.self) {
                try repository.loadBlob(type, id, repository.makeCodec(), into: ByteBuffer())
            }
            #expect(error?.code == .integrity)
        }
        let report = try hostile.bench.verify(backend)
        #expect(report.damages.contains { $0.object == "pack \(packs[number].id.hex)" })
        #expect(report.harmedSnapshots == [hostile.snapshot.id])
    }

    @Test("a blob under the wrong type is missing, not taken for the other", arguments: BlobType.allCases)
    func wrongType(_ type: BlobType) throws {
        let (hostile, backend, _, blob) = try lie(about: type) { $0.type = type == .data ? .tree : .data }
        let repository = try hostile.loaded(backend)
        let error = #expect(throws: DRError.self) {
            try repository.loadBlob(type, blob, repository.makeCodec(), into: ByteBuffer())
        }
        #expect(error?.code == .integrity)
        #expect(try hostile.bench.verify(backend, readData: .none).harmedSnapshots == [hostile.snapshot.id])
    }

    @Test("a second index that lies about a known pack is found out and does no harm")
    func contradiction() throws {
        let (hostile, backend, pack, _) = try lie(isAdded: true) { $0.offset += 7 }
        #expect(try hostile.bench.restore(hostile.snapshot, from: backend) == hostile.files)
        let report = try hostile.bench.verify(backend)
        #expect(report.damages.contains { $0.object == "pack \(pack.hex)" })
        #expect(report.harmedSnapshots.isEmpty)
    }

    @Test("a pack that two indexes list is no damage, whole or in parts", arguments: [false, true])
    func listedTwice(_ inParts: Bool) throws {
        let hostile = try HostileRepository()
        let packs = try hostile.packs()
        let backend = hostile.without(.index)
        for half in 0..<2 {
            let listed = packs.map { pack in
                let entries = pack.entries.enumerated().filter { !inParts || $0.offset % 2 == half }.map(\.element)
                return BlobIndex.PackContent(id: pack.id, entries: entries)
            }
            try hostile.saveIndex(listed, to: backend)
        }
        #expect(try hostile.bench.restore(hostile.snapshot, from: backend) == hostile.files)
        let report = try hostile.bench.verify(backend)
        #expect(report.damages.isEmpty)
        #expect(report.blobs == packs.reduce(0) { $0 + $1.entries.count })
        #expect(report.hints.contains { $0.contains("more than one index") })
    }

    @Test("100 MB of sealed garbage is damage of that index and nothing else", arguments: Garbage.allCases)
    func garbage(_ garbage: Garbage) throws {
        let hostile = try HostileRepository()
        let text = ByteBuffer(capacity: 100 << 20)
        garbage.fill(text)
        let repository = try hostile.bench.open()
        let id = try repository.saveUnpacked(.index, text.bytes, repository.makeCodec())
        let error = #expect(throws: DRError.self) { try hostile.open().loadIndex() }
        #expect(error?.code == .integrity)
        #expect(error?.object == "index \(id.hex)")
        let report = try hostile.bench.verify()
        #expect(report.damages.map(\.object) == ["index \(id.hex)"])
        #expect(report.harmedSnapshots.isEmpty)
    }

    /// What fills an index.
    enum Garbage: CaseIterable {
        case zeros, openBrackets, openObjects, oneString, spaces, digits, unknownMembers

        func fill(_ text: ByteBuffer) {
            switch self {
            case .zeros: repeating("{\u{0}", text)
            case .openBrackets: repeating("[", text)
            case .openObjects: repeating("{\"packs\":[{\"blobs\":[", text)
            case .oneString:
                text.append("{\"packs\":\"")
                repeating("\\u0000", text)
            case .spaces: repeating(" ", text, after: "{")
            case .digits: repeating("9", text, after: "{\"x\":")
            case .unknownMembers: repeating("\"x\":[1],", text, after: "{")
            }
        }

        private func repeating(_ unit: StaticString, _ text: ByteBuffer, after start: StaticString = "{") {
            if text.count == 0 { text.append(start) }
            while text.count < 100 << 20 { text.append(unit) }
        }
    }

    @Test("many packs and blobs that are not there are counted, not believed")
    func inventedPacks() throws {
        let hostile = try HostileRepository()
        var generator = SeededGenerator(seed: 9)
        let packs = (0..<20_000).map { _ in
            let entries = (0..<10).map { number in
                PackHeader.Entry(
                    id: generator.id(),
                    type: .data,
                    offset: number * 100,
                    length: 100,
                    uncompressedLength: 4096
                )
            }
            return BlobIndex.PackContent(id: generator.id(), entries: entries)
        }
        try hostile.saveIndex(packs, to: hostile.backend)
        let report = try hostile.bench.verify()
        #expect(report.damages.count == 20_000)
        #expect(report.harmedSnapshots.isEmpty)
        #expect(try hostile.bench.restore(hostile.snapshot) == hostile.files)
    }
}
