import DRCore
import DROperations
import DRRepository
import DRTestSupport
import Foundation
import Testing

@Suite("A damaged catalog", .tags(.large), .hangLimit)
struct DamagedCatalogTests {
    private func damage(_ path: String, _ how: String) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        defer { try? file.close() }
        let size = try file.seekToEnd()
        switch how {
        case "header": try write(200, at: 0, file)
        case "pages": try write(Int(size) - 4096, at: 4096, file)
        case "middle": try write(Int(size / 2), at: size / 4, file)
        default: try file.truncate(atOffset: 5000)
        }
    }

    private func write(_ count: Int, at offset: UInt64, _ file: FileHandle) throws {
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data(SecureRandom.bytes(count)))
    }

    @Test(
        "is put aside by the next backup, which is made, and filled from the repository",
        arguments: [
            "header", "pages", "middle", "cut",
        ]
    )
    func backup(how: String) throws {
        try ConfiguredLab.with { lab in
            for number in 0..<2 {
                try lab.scratch.write(Array("\(number)\n".utf8), to: "data/hello")
                try lab.run(["backup", "files"])
            }
            // Whoever closes it last brings the log into the file, and would read from the log what is damaged there.
            _ = try Catalog(stateDirectory: lab.scratch.path("state")).runs(environment: ConfiguredLab.environment)
            for suffix in ["-wal", "-shm"] { try lab.scratch.remove("state/catalog.sqlite" + suffix) }
            try damage(lab.scratch.path("state/catalog.sqlite"), how)
            let third = try lab.run(["backup", "files"])
            #expect(third.errors.contains("the catalog was damaged and lies beside the new one"), "\(third.errors)")
            #expect(third.errors.contains("2 backups were found for the new catalog"), "\(third.errors)")
            let names = try lab.scratch.names(in: "state")
            #expect(names.contains("catalog.sqlite.damaged-1"))
            let runs = try lab.run(["runs", "--json"]).lines.filter { $0.contains("\"message_type\":\"run\"") }
            #expect(runs.count == 3)
            #expect(runs.allSatisfy { $0.contains("\"outcome\":\"succeeded\"") })
            #expect(try lab.run(["alerts", "list"]).text.contains("the catalog was damaged"))
            let fourth = try lab.run(["backup", "files"])
            #expect(!fourth.errors.contains("damaged"), "\(fourth.errors)")
        }
    }
}
