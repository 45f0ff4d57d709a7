import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Synchronization
import Testing

@testable import DRWorkloads

struct ArchiveFailureTests {
    private func expectRefusal(
        _ workshop: ArchiveWorkshop,
        _ name: String,
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        do {
            _ = try workshop.importing(name)
            Issue.record("\(name) was imported", sourceLocation: sourceLocation)
        } catch let error as DRError {
            #expect(error.code == .failed, sourceLocation: sourceLocation)
            #expect(error.message.contains(words), "\(error)", sourceLocation: sourceLocation)
            #expect(error.object == workshop.scratch.path(name), sourceLocation: sourceLocation)
        }
        #expect(try workshop.repository.snapshots().isEmpty, sourceLocation: sourceLocation)
    }

    @Test(
        .tags(.large),
        arguments: [
            "tar -cf a source", "tar -czf a source", "tar --zstd -cf a source", "tar -cJf a source",
            "tar -cjf a source", "find source | cpio -oH newc --quiet > a", "zip -qr a.zip source; mv a.zip a",
            "7z a -bso0 a.7z source; mv a.7z a",
        ]
    )
    func aTruncatedArchiveIsRefused(command: String) throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell(
                """
                mkdir source; head -c 50000 /dev/urandom > source/a; head -c 70000 /dev/urandom > source/b
                \(command)
                """
            )
            let whole = try workshop.scratch.read("a")
            // Without its padding a tar is still whole.
            let end = try #require(whole.lastIndex { $0 != 0 }) + 1
            for length in [1, 100, 600, end / 3, end / 2, end - 20000, end - 1] {
                try workshop.scratch.write(Array(whole[..<length]), to: "cut")
                try expectRefusal(workshop, "cut", "nothing was imported")
            }
        }
    }

    @Test(.tags(.medium))
    func aTarThatEndsBetweenEntriesIsRefused() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("printf 1 > a; printf 2 > b; tar --format=ustar -cf c.tar a b; head -c 1024 c.tar > cut")
            try expectRefusal(workshop, "cut", "end mark")
            try workshop.shell("head -c 3072 c.tar > whole")
            #expect(try workshop.importing("whole").entries == 2)
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            "tar -czf a source", "tar --zstd -cf a source", "tar -cJf a source", "zip -qr a.zip source; mv a.zip a",
            "7z a -bso0 a.7z source; mv a.7z a",
        ]
    )
    func aFlippedBitIsRefused(command: String) throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("mkdir source; seq 20000 > source/a; head -c 70000 /dev/urandom > source/b; \(command)")
            let whole = try workshop.scratch.read("a")
            for place in stride(from: 5000, to: whole.count - 5000, by: (whole.count - 10000) / 20) {
                var damaged = whole
                damaged[place] ^= 16
                try workshop.scratch.write(damaged, to: "damaged")
                try expectRefusal(workshop, "damaged", "nothing was imported")
            }
        }
    }

    @Test(.tags(.medium))
    func nothingAndNonsenseAreRefused() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.scratch.write([], to: "empty")
            try expectRefusal(workshop, "empty", "empty")
            try workshop.scratch.write(Array("This is a letter, not an archive.\n".utf8), to: "text")
            try expectRefusal(workshop, "text", "nothing was imported")
            try workshop.scratch.write([UInt8](repeating: 0, count: 10240), to: "zeros")
            try expectRefusal(workshop, "zeros", "nothing that can be imported")
            try workshop.shell("mkdir folder")
            try expectRefusal(workshop, "folder", "directory")
        }
    }

    @Test(
        .tags(.medium),
        arguments: [
            "zip -qP secret a file; mv a.zip a", "7z a -bso0 -psecret a.7z file; mv a.7z a",
            "7z a -bso0 -psecret -mhe=on a.7z file; mv a.7z a",
        ]
    )
    func anEncryptedArchiveIsRefused(command: String) throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("seq 1000 > file; \(command)")
            try expectRefusal(workshop, "a", "encrypted")
        }
    }

    @Test(.tags(.medium))
    func aStopLeavesNoSnapshot() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("mkdir a; printf 1 > a/b; tar -cf a.tar a")
            let cancellation = Cancellation()
            cancellation.cancel(.interrupted)
            let error = #expect(throws: DRError.self) {
                try workshop.importing("a.tar", cancellation: cancellation)
            }
            #expect(error?.code == .interrupted)
            #expect(try workshop.repository.snapshots().isEmpty)
        }
    }

    /// Hundreds of gigabytes that take nothing in the archive: only a stop ends it, and the memory stays bounded.
    @Test(.tags(.medium))
    func aBombStopsWhenAsked() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("truncate -s 900G bomb; tar -S -cf bomb.tar bomb")
            let cancellation = Cancellation()
            let progress = ArchiveProgress()
            let stopper = try WorkerThread {
                // The reader is at the bomb once it has counted the entry.
                while progress.entries.load(ordering: .relaxed) == 0 { usleep(1000) }
                cancellation.cancel(.interrupted)
            }
            defer { stopper.join() }
            let error = #expect(throws: DRError.self) {
                try ArchiveImport(ImportOptions(), progress: progress, cancellation: cancellation).run(
                    workshop.scratch.path("bomb.tar"),
                    into: workshop.repository
                )
            }
            #expect(error?.code == .interrupted)
        }
    }

    @Test(.tags(.medium))
    func aDamagedBlobFailsTheExportAndNamesTheFile() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("mkdir a; printf 1 > a/first; head -c 9000 /dev/urandom > a/harmed; tar -cf a.tar a")
            let snapshot = try workshop.importing("a.tar").snapshot
            let node = try #require(try workshop.node(snapshot, "a/harmed"))
            let blob = try #require(node.content?.first)
            let place = try #require(workshop.repository.index.location(.data, blob))
            let name = ObjectName(.pack, place.pack)
            var bytes = try workshop.backend.load(name).array
            bytes[place.offset + 100] ^= 1
            workshop.backend.delete(name)
            try workshop.backend.save(name, bytes)
            for format in ArchiveFormat.allCases {
                let error = #expect(throws: DRError.self) {
                    try workshop.exporting(.tree(snapshot.tree), format, to: "export")
                }
                #expect(error?.code == .integrity)
                #expect(error?.object == "a/harmed")
            }
            #expect(try workshop.scratch.names().filter { $0.hasPrefix("export") } == [])
            let error = #expect(throws: DRError.self) { try workshop.content(node) }
            #expect(error?.code == .integrity)
            // What did come out has no end mark.
            let output = ByteBuffer()
            #expect(throws: DRError.self) {
                try SnapshotExport(workshop.repository, format: .tar, cancellation: Cancellation()).run(
                    .tree(snapshot.tree)
                ) { output.append($0) }
            }
            #expect(output.count < 9000)
        }
    }

    @Test(.tags(.medium))
    func aFailedOutputEndsTheExport() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("head -c 30000000 /dev/urandom > a; tar -cf a.tar a")
            let snapshot = try workshop.importing("a.tar").snapshot
            let full = DRError(.failed, "no space left")
            let error = #expect(throws: DRError.self) {
                try SnapshotExport(workshop.repository, format: .tar, cancellation: Cancellation()).run(
                    .tree(snapshot.tree)
                ) { _ in throw full }
            }
            #expect(error?.message == full.message)
        }
    }
}
