import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// One flipped bit in each kind of object, through the real program.
@Suite struct FlippedBitTests {
    /// The kinds of place that a bit can lie in.
    enum Place: CaseIterable, CustomTestStringConvertible {
        case config, key, index, snapshot, dataPack, treePack, packHeader

        var testDescription: String { "\(self)" }
    }

    /// The object and the bytes of it that may be hit.
    private func find(_ place: Place, in repository: Repository) throws -> (ObjectName, Range<Int>) {
        func whole(_ name: ObjectName) throws -> (ObjectName, Range<Int>) {
            (name, 0..<(try repository.backend.size(of: name)))
        }
        func only(_ kind: ObjectKind) throws -> (ObjectName, Range<Int>) {
            try whole(ObjectName(kind, try #require(try repository.backend.list(kind).first?.id)))
        }
        func pack(_ type: BlobType) throws -> BlobIndex.PackContent {
            try #require(repository.index.packContents().first { $0.entries.first?.type == type })
        }
        switch place {
        case .config: return try whole(.config)
        case .key: return try only(.key)
        case .index: return try only(.index)
        case .snapshot: return try only(.snapshot)
        case .dataPack, .treePack:
            let pack = try pack(place == .dataPack ? .data : .tree)
            return (ObjectName(.pack, pack.id), 0..<pack.entries.reduce(0) { $0 + $1.length })
        case .packHeader:
            let pack = try pack(.data)
            let (name, all) = try whole(ObjectName(.pack, pack.id))
            return (name, pack.entries.reduce(0) { $0 + $1.length }..<all.upperBound)
        }
    }

    @Test(.tags(.large), arguments: Place.allCases, [0.0, 0.37, 0.999])
    func isNamedAndNeverRestored(_ place: Place, _ fraction: Double) throws {
        try ScratchDirectory.with { scratch in
            let tree = scratch.path("tree")
            let names = (0..<6).map { "file\($0)" }
            try #require(try Tool("mkdir").run([tree]).status == 0)
            for (number, name) in names.enumerated() {
                let content = SeededGenerator.repeating(UInt64(number) + 1, count: 1 << 19)
                // No zero bytes, so that a hole is told from content.
                try scratch.write(content.map { max($0, 1) }, to: "tree/" + name)
            }
            let repository = try CheapRepository(at: scratch.path("repository"))
            try repository.succeed("backup", tree)
            let opened = try repository.open()
            let snapshot = try #require(try opened.snapshots().first?.id)
            let (name, range) = try find(place, in: opened)
            let bit = range.lowerBound * 8 + Int(Double(range.count * 8 - 1) * fraction)
            var bytes = try scratch.read("repository/" + name.path)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            try scratch.remove("repository/" + name.path)
            try scratch.write(bytes, to: "repository/" + name.path)

            let verified = try repository.dr.run(["verify", "--read-data"])
            #expect(verified.status == 15, "\(verified.errors)")
            #expect((verified.text + verified.errors).contains(name.description), "\(verified.text) \(verified.errors)")
            let restored = try repository.dr.run(["restore", "-r", "latest:" + tree, "-t", scratch.path("target")])
            switch place {
            case .packHeader:
                // The index has all that a restore needs.
                #expect(verified.text.contains("harms no snapshot"))
                #expect(restored.status == 0, "\(restored.errors)")
                #expect(try Tool("diff").run(["-r", tree, scratch.path("target")]).status == 0)
            case .dataPack:
                #expect(verified.text.contains("harms snapshot " + snapshot.short))
                #expect(restored.status == 15)
                try expectNothingWrong(names, scratch, verified, restored)
            case .index, .treePack, .snapshot:
                #expect(verified.text.contains("harms snapshot " + snapshot.short))
                #expect(restored.status != 0)
                try expectNothingWrong([], scratch, verified, restored)
            case .config, .key:
                #expect(restored.status == 15)
            }
        }
    }

    /// That each file is whole or named, and that a named one has right bytes or holes.
    private func expectNothingWrong(
        _ names: [String],
        _ scratch: ScratchDirectory,
        _ verified: Tool.Run,
        _ restored: Tool.Run
    ) throws {
        var incomplete = 0
        for name in names {
            let source = try scratch.read("tree/" + name)
            let target = try scratch.read("target/" + name)
            if source == target { continue }
            incomplete += 1
            #expect(restored.errors.contains(scratch.path("target/" + name)), "\(restored.errors)")
            #expect(verified.text.contains("tree/" + name), "\(verified.text)")
            #expect(zip(source, target).allSatisfy { $0 == $1 || $1 == 0 })
        }
        #expect(incomplete == (names.isEmpty ? 0 : 1))
    }
}
