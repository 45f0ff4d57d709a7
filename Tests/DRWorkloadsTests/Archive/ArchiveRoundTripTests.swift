import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

struct ArchiveRoundTripTests {
    private static let gnuTar = "tar --format=pax --xattrs --xattrs-include='*' --acls -C source -cf source.tar ."

    @Test(.tags(.large), arguments: [ArchiveFormat.tar, .tarZstd, .tarGzip])
    func tarKeepsTheWholeTree(format: ArchiveFormat) throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.makeSource()
            try workshop.shell(Self.gnuTar)
            let first = try workshop.importing("source.tar")
            #expect(first.problems == [])
            let report = try workshop.exporting(.tree(first.snapshot.tree), format, to: "export")
            #expect(report.problems == [])
            #expect(report.entries == UInt64(try workshop.nodes(first.snapshot).count))
            let second = try workshop.importing("export")
            #expect(second.problems == [])
            let after = try workshop.nodes(second.snapshot)
            for (path, node) in try workshop.nodes(first.snapshot) { #expect(after[path] == node) }
            #expect(second.snapshot.tree == first.snapshot.tree)
            #expect(second.snapshot.summary?.dataBlobs == 0)
        }
    }

    @Test(.tags(.large), arguments: [ArchiveFormat.cpio, .zip])
    func otherFormatsKeepWhatTheyCan(format: ArchiveFormat) throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.makeSource()
            try workshop.shell(Self.gnuTar)
            let first = try workshop.importing("source.tar")
            try workshop.exporting(.tree(first.snapshot.tree), format, to: "export")
            let second = try workshop.importing("export")
            let before = try workshop.nodes(first.snapshot)
            let after = try workshop.nodes(second.snapshot)
            for (path, node) in before {
                let name = String(decoding: path, as: UTF8.self)
                // UTF-16 and UTF-8 names of zip are composed on reading.
                if format == .zip, name.contains("decomposed") { continue }
                let held = format == .cpio || [.file, .directory, .symlink].contains(node.kind)
                let copy = after[path]
                #expect((copy != nil) == held, "\(name)")
                guard let copy else { continue }
                #expect(copy.kind == node.kind, "\(name)")
                #expect(copy.content == node.content, "\(name)")
                #expect(copy.size == node.size, "\(name)")
                #expect(copy.linkTarget == node.linkTarget, "\(name)")
                #expect(copy.device == node.device, "\(name)")
                #expect(copy.uid == node.uid, "\(name)")
                // Lists move the bits of the group, and are not kept here.
                #expect(copy.mode & ~0o070 == node.mode & ~0o070, "\(name)")
                if node.mtime.seconds >= 0 { #expect(copy.mtime.seconds == node.mtime.seconds, "\(name)") }
                if format == .cpio { #expect(copy.links == node.links, "\(name)") }
            }
        }
    }

    @Test(.tags(.large))
    func gnuTarRestoresWhatWasImported() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.makeSource()
            try workshop.shell(Self.gnuTar)
            let snapshot = try workshop.importing("source.tar").snapshot
            try workshop.exporting(.tree(snapshot.tree), .tar, to: "export.tar")
            try workshop.shell("mkdir target; tar --xattrs --xattrs-include='*' --acls -C target -xpf export.tar")
            // The one name that is not text needs a header that GNU tar does not know and does not need.
            for line in try workshop.lastErrors().split(separator: "\n") {
                #expect(line.contains("keyword 'hdrcharset'") || line.contains("implausibly old time stamp 1965"))
            }
            let expected = try workshop.describe("source")
            let target = try workshop.describe("target")
            #expect(Set(target).symmetricDifference(expected) == [])
            let attributes = try workshop.describeAttributes("source")
            #expect(try Set(workshop.describeAttributes("target")).symmetricDifference(attributes) == [])
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            (ArchiveFormat.tar, "bsdtar -C target -xpf export"),
            (.tarZstd, "zstd -dc export | bsdtar -C target -xpf -"),
            (.tarGzip, "gzip -dc export | bsdtar -C target -xpf -"),
            (.cpio, "cd target && cpio -idm --quiet --preserve-modification-time < ../export"),
        ]
    )
    func otherProgramsRestoreContentAndModes(format: ArchiveFormat, command: String) throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.makeSource()
            // Neither cpio nor bsdtar is asked here for what only some archives hold.
            try workshop.shell("setfacl -R -b source; find source -name '*decomposed' -delete")
            try workshop.shell(Self.gnuTar)
            let snapshot = try workshop.importing("source.tar").snapshot
            try workshop.exporting(.tree(snapshot.tree), format, to: "export")
            try workshop.shell("mkdir target; \(command)")
            let pattern = format == .cpio ? #"%P|%y|%m|%U|%G|%l|%n\0"# : #"%P|%y|%m|%U|%G|%T@|%l|%n\0"#
            let expected = try workshop.describe("source", pattern)
            let target = try workshop.describe("target", pattern)
            #expect(Set(target).symmetricDifference(expected) == [])
        }
    }

    @Test(.tags(.large))
    func unzipRestoresFilesAndLinks() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell(
                """
                mkdir -p source/folder; printf content > source/folder/file; ln -s folder/file source/link
                printf text > source/ümlaut; ln source/folder/file source/second; chmod 755 source/second
                tar -C source -cf source.tar .
                """
            )
            let snapshot = try workshop.importing("source.tar").snapshot
            try workshop.exporting(.tree(snapshot.tree), .zip, to: "export.zip")
            try workshop.shell("unzip -tq export.zip; mkdir target; unzip -q export.zip -d target")
            let pattern = #"%P|%y|%m|%l\0"#
            let expected = try workshop.describe("source", pattern)
            let target = try workshop.describe("target", pattern)
            #expect(Set(target).symmetricDifference(expected) == [])
        }
    }

    @Test(.tags(.medium))
    func aPartKeepsItsName() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("mkdir -p a/b/c; printf 1 > a/b/c/d; printf 2 > a/e; tar -cf a.tar a")
            let snapshot = try workshop.importing("a.tar").snapshot
            let folder = try #require(try workshop.node(snapshot, "a/b"))
            try workshop.exporting(.entry(folder), .tar, to: "b.tar")
            #expect(try workshop.shell("tar -tf b.tar") == "b/\nb/c/\nb/c/d\n")
            let file = try #require(try workshop.node(snapshot, "a/e"))
            try workshop.exporting(.entry(file), .tar, to: "e.tar")
            #expect(try workshop.shell("tar -xOf e.tar e") == "2")
        }
    }

    @Test(.tags(.medium))
    func equalSnapshotsGiveEqualArchives() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("mkdir a; printf 1 > a/b; tar -cf a.tar a")
            let snapshot = try workshop.importing("a.tar").snapshot
            for format in ArchiveFormat.allCases {
                try workshop.exporting(.tree(snapshot.tree), format, to: "one")
                try workshop.exporting(.tree(snapshot.tree), format, to: "two")
                try workshop.shell("cmp one two")
            }
        }
    }

    @Test(
        .tags(.small),
        arguments: zip(
            ["a.tar", "A.TGZ", "b.tar.zst", "c.zip", "d.cpio"],
            [
                ArchiveFormat.tar, .tarGzip, .tarZstd, .zip, .cpio,
            ]
        )
    )
    func theNameOfTheFileChoosesTheFormat(name: String, format: ArchiveFormat) {
        #expect(ArchiveFormat(fileName: name) == format)
        #expect(ArchiveFormat(fileName: name + ".txt") == nil)
    }
}
