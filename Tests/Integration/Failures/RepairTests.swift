import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// A repository on disk is damaged and repaired by the real program; restic has the last word.
@Suite(.enabled(if: Tool.isInstalled("restic"), "restic is not installed"))
struct RepairTests {
    /// What happens to the repository.
    enum Fault: CaseIterable {
        case indexLost, indexDamaged, packLost, treePackLost, packDamaged, packHeaderDamaged, packCutShort
        case everything
    }

    private func write(_ scratch: ScratchDirectory, version: UInt64) throws {
        for number in 0..<24 {
            let isChanged = number % 3 == 0
            let seed = UInt64(number) + (isChanged ? version * 100 : 0)
            let folder = "source/folder\(number % 4)"
            if access(scratch.path(folder), F_OK) != 0 { try #require(mkdir(scratch.path(folder), 0o700) == 0) }
            try scratch.write(
                SeededGenerator.repeating(seed, count: 60_000 + number * 1000),
                to: "\(folder)/file\(number)"
            )
        }
    }

    private func change(_ name: ObjectName, _ scratch: ScratchDirectory, _ body: (inout [UInt8]) -> Void) throws {
        let path = "repository/" + name.path
        var bytes = try scratch.read(path)
        body(&bytes)
        try scratch.remove(path)
        if !bytes.isEmpty { try scratch.write(bytes, to: path) }
    }

    private func damage(_ fault: Fault, _ repository: CheapRepository, _ scratch: ScratchDirectory) throws {
        let opened = try repository.open()
        let index = ObjectName(.index, try #require(try opened.backend.list(.index).first?.id))
        let packs = opened.index.packContents()
        let data = try #require(packs.last { $0.entries.first?.type == .data && $0.entries.count > 1 })
        let tree = try #require(packs.last { $0.entries.first?.type == .tree })
        let (dataName, treeName) = (ObjectName(.pack, data.id), ObjectName(.pack, tree.id))
        switch fault {
        case .indexLost: try change(index, scratch) { $0 = [] }
        case .indexDamaged: try change(index, scratch) { $0[50] ^= 8 }
        case .packLost: try change(dataName, scratch) { $0 = [] }
        case .treePackLost: try change(treeName, scratch) { $0 = [] }
        case .packDamaged: try change(dataName, scratch) { $0[data.entries[1].offset + 50] ^= 8 }
        case .packHeaderDamaged: try change(dataName, scratch) { $0[$0.count - 30] ^= 8 }
        case .packCutShort: try change(dataName, scratch) { $0.removeLast($0.count / 3) }
        case .everything:
            try change(index, scratch) { $0[50] ^= 8 }
            try change(treeName, scratch) { $0[tree.entries[0].offset + 30] ^= 8 }
            try change(dataName, scratch) { $0[data.entries[0].offset + 50] ^= 8 }
        }
    }

    @Test(.tags(.large), .hangLimit, arguments: Fault.allCases, [false, true])
    func repairs(_ fault: Fault, _ hasSource: Bool) throws {
        try ScratchDirectory.with { scratch in
            try #require(mkdir(scratch.path("source"), 0o700) == 0)
            let repository = try CheapRepository(at: scratch.path("repository"))
            for version: UInt64 in 0..<3 {
                try write(scratch, version: version)
                try repository.succeed("backup", scratch.path("source"))
            }
            try damage(fault, repository, scratch)
            let before = try repository.dr.run(["verify", "--read-data"])
            #expect(before.status == 15, "\(before.text) \(before.errors)")
            #expect(before.errors.contains("dr help repair"))

            try repository.succeed("repair", "index")
            let packs = try repository.succeed("repair", "packs")
            let isWhole = fault == .indexLost || fault == .indexDamaged || fault == .packHeaderDamaged
            if isWhole { #expect(!packs.errors.contains("repair snapshots")) }
            // With the source at hand a backup stores again what the newest snapshot lost.
            if hasSource { try repository.succeed("backup", "--full", scratch.path("source")) }
            let repaired = try repository.succeed("repair", "snapshots", "--forget")
            if isWhole { #expect(repaired.text.contains("none lost anything"), "\(repaired.text)") }
            if fault == .packLost, !hasSource { #expect(repaired.text.contains("/folder"), "\(repaired.text)") }

            let verified = try repository.dr.run(["verify", "--read-data"])
            #expect(verified.status == 0, "\(verified.text) \(verified.errors)")
            let checked = try repository.restic.run(["check", "--read-data"], seconds: 300)
            #expect(checked.status == 0, "\(checked.text) \(checked.errors)")
            if isWhole || hasSource {
                try repository.succeed(
                    "restore",
                    "-r",
                    "latest:" + scratch.path("source"),
                    "-t",
                    scratch.path("restored")
                )
                let compared = try Tool("diff").run(["-r", scratch.path("source"), scratch.path("restored")])
                #expect(compared.status == 0, "\(compared.text)")
            }
            try repository.succeed("prune", "--max-unused", "0")
            #expect(try repository.restic.run(["check", "--read-data"], seconds: 300).status == 0)
        }
    }

    @Test(.tags(.large)) func aDryRunChangesNothing() throws {
        try ScratchDirectory.with { scratch in
            try #require(mkdir(scratch.path("source"), 0o700) == 0)
            let repository = try CheapRepository(at: scratch.path("repository"))
            try write(scratch, version: 0)
            try repository.succeed("backup", scratch.path("source"))
            try damage(.everything, repository, scratch)
            func state() throws -> String {
                try Tool("find").run([repository.path, "-type", "f", "-printf", "%p %s %T@\\n"]).text
            }
            let before = try state()
            let index = try repository.succeed("repair", "index", "--dry-run", "--json")
            #expect(try JSONLines(index.lines).types == ["summary"])
            #expect(try state() == before)
            let packs = try repository.dr.run(["repair", "packs", "--dry-run"])
            #expect(packs.status == 15)
            #expect(packs.errors.contains("dr repair index"), "\(packs.errors)")
            try repository.succeed("repair", "index")
            let indexed = try state()
            let listed = try repository.succeed("repair", "packs", "--dry-run", "--json")
            #expect(try JSONLines(listed.lines).types.last == "summary")
            try repository.succeed("repair", "snapshots", "--dry-run", "--json")
            #expect(try state() == indexed)
        }
    }
}
