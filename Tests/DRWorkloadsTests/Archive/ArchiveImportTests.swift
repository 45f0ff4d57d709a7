import CLinux
import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

struct ArchiveImportTests {
    @Test(
        .tags(.large),
        arguments: [
            "tar --format=pax -cf a source", "tar --format=gnu -cf a source", "tar --format=pax -S -cf a source",
            "tar --format=gnu -S -cf a source", "tar -czf a source", "tar -cjf a source", "tar -cJf a source",
            "tar --zstd -cf a source", "bsdtar -cf a source", "find source -depth -print0 | cpio -0oH newc --quiet > a",
            "find source -depth -print0 | cpio -0oH odc --quiet > a", "zip -qry a.zip source; mv a.zip a",
            "7z a -bso0 -snl a.7z source; mv a.7z a",
        ]
    )
    func readsWhatProgramsWrite(command: String) throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell(
                """
                mkdir -p source/folder/empty
                printf 'hello' > source/plain
                chmod 640 source/plain
                head -c 2500000 /dev/urandom > source/folder/large
                truncate -s 3000000 source/sparse
                printf end >> source/sparse
                printf 'text' > source/ümlaut
                ln -s folder/large source/link
                long=$(printf 'n%.0s' $(seq 120))
                mkdir -p source/$long/$long
                printf 'deep' > source/$long/$long/$long
                touch -d '2020-01-02 03:04:05 UTC' source/plain source/folder
                \(command)
                """
            )
            let report = try workshop.importing("a")
            #expect(report.problems == [])
            let snapshot = report.snapshot
            #expect(snapshot.tags == ["import"])
            #expect(snapshot.paths == [workshop.scratch.path("a")])
            let long = String(repeating: "n", count: 120)
            let files = ["plain", "folder/large", "sparse", "ümlaut", "\(long)/\(long)/\(long)"]
            for name in files {
                let node = try #require(try workshop.node(snapshot, "source/" + name), "\(name)")
                #expect(node.kind == .file)
                let content = try workshop.scratch.read("source/" + name)
                #expect(node.size == UInt64(content.count))
                #expect(try workshop.content(node) == content, "\(name)")
            }
            let plain = try #require(try workshop.node(snapshot, "source/plain"))
            #expect(plain.mode == 0o640)
            #expect(plain.mtime.seconds == 1_577_934_245)
            #expect(plain.uid == getuid())
            #expect(try workshop.node(snapshot, "source/folder/empty")?.kind == .directory)
            #expect(try workshop.node(snapshot, "source/folder")?.mtime.seconds == 1_577_934_245)
            #expect(try workshop.node(snapshot, "source/link")?.linkTarget == Array("folder/large".utf8))
            #expect(snapshot.summary?.totalFilesProcessed == UInt64(files.count))
            // The same content again adds nothing.
            let again = try workshop.importing("a")
            #expect(again.snapshot.tree == snapshot.tree)
            #expect(again.snapshot.summary?.dataAdded == 0)
        }
    }

    @Test(.tags(.medium))
    func readsStreams() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell("mkdir a; printf content > a/b; tar -cf a.tar a; zip -qr a.zip a; mkfifo stream")
            for archive in ["a.tar", "a.zip"] {
                try workshop.shell("(cat \(archive) > stream) > /dev/null 2>&1 &")
                let report = try workshop.importing("stream")
                let node = try #require(try workshop.node(report.snapshot, "a/b"))
                #expect(try workshop.content(node) == Array("content".utf8))
            }
        }
    }

    @Test(.tags(.medium))
    func keepsAttributesAndLists() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell(
                """
                printf 1 > file; setfattr -n user.a -v b file; setfacl -m u:root:rw,m:rw file; chmod o= file
                tar --format=pax --xattrs --acls -cf a.tar file
                """
            )
            let node = try #require(try workshop.node(try workshop.importing("a.tar").snapshot, "file"))
            #expect(node.extendedAttributes.map(\.name) == [AccessControlList.accessName, Array("user.a".utf8)])
            let expected = try workshop.shell("getfattr -n system.posix_acl_access -e hex file")
            #expect(expected.contains("=0x" + Hex.encode(node.extendedAttributes[0].value) + "\n"))
            #expect(node.mode & 0o777 == 0o660)
        }
    }

    @Test(.tags(.medium))
    func putsEntriesOfAnyOrderTogether() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell(
                """
                mkdir -p s/x/y; printf old > s/x/y/f; printf 1 > s/x/g; chmod 700 s/x
                tar -C s -cf a.tar x/y/f x/g; printf newer > s/x/y/f; tar -C s -rf a.tar x/y/f
                tar -C s --no-recursion -rf a.tar x; ln s/x/g s/x/h; tar -C s -rf a.tar x/g x/h
                touch -d '2010-01-01 UTC' a.tar
                """
            )
            let snapshot = try workshop.importing("a.tar").snapshot
            let file = try #require(try workshop.node(snapshot, "x/y/f"))
            #expect(try workshop.content(file) == Array("newer".utf8))
            #expect(try workshop.node(snapshot, "x")?.mode == 1 << 31 | 0o700)
            // The archive does not mention this one.
            let implied = try #require(try workshop.node(snapshot, "x/y"))
            #expect(implied.mode == 1 << 31 | 0o755)
            #expect(implied.mtime.seconds == 1_262_304_000)
            let first = try #require(try workshop.node(snapshot, "x/g"))
            let second = try #require(try workshop.node(snapshot, "x/h"))
            #expect(first.links == 2)
            #expect(second.links == 2)
            #expect(first.inode == second.inode)
            #expect(first.inode != 0)
            #expect(first.content == second.content)
        }
    }

    @Test(.tags(.medium))
    func refusesNamesThatLeadOut() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell(
                """
                mkdir -p in/side; printf 1 > in/out; printf 2 > in/side/fine; printf 3 > in/absolute
                tar -P --transform='s,^in/out,../out,' --transform='s,^in/absolute,/etc/absolute,' -cf a.tar in
                """
            )
            let report = try workshop.importing("a.tar")
            #expect(report.isIncomplete)
            #expect(report.problems.map(\.path) == ["../out"])
            #expect(report.problems.first?.reason.contains("'..'") == true)
            #expect(try workshop.node(report.snapshot, "etc/absolute") != nil)
            #expect(try workshop.node(report.snapshot, "in/side/fine") != nil)
        }
    }

    @Test(.tags(.medium))
    func reportsLinksAndParentsThatDoNotExist() throws {
        try ArchiveWorkshop.with { workshop in
            try workshop.shell(
                """
                mkdir d; printf 1 > d/a; ln d/a d/b; printf 2 > f; tar -cf a.tar d/a d/b f; tar --delete -f a.tar d/a
                tar --transform='s,^f,f/below,' -rf a.tar f
                """
            )
            let report = try workshop.importing("a.tar")
            #expect(report.problems.map(\.path) == ["d/b", "f/below"])
            #expect(report.problems.map(\.isMissing) == [true, true])
            #expect(try workshop.node(report.snapshot, "f")?.kind == .file)
        }
    }

    @Test(.tags(.small))
    func namesBecomePlaces() {
        func parts(_ text: String) -> [[UInt8]] { text.split(separator: " ").map { Array($0.utf8) } }
        let cases: [(String, ArchivePath)] = [
            ("a/b", .place(parts("a b"))), ("/a//b/", .place(parts("a b"))), ("./a/./b", .place(parts("a b"))),
            ("...", .place(parts("..."))), ("./", .root), ("/", .root), ("", .root),
        ]
        for (name, path) in cases { #expect(ArchivePath(Array(name.utf8)) == path, "\(name)") }
        for name in ["..", "a/../b", "/..", "a/.."] {
            guard case .refused = ArchivePath(Array(name.utf8)) else {
                Issue.record("taken: \(name)")
                continue
            }
        }
        let deep = Array(String(repeating: "a/", count: 3000).utf8)
        if case .refused = ArchivePath(deep) { return }
        Issue.record("a deep name is taken")
    }

    @Test(.tags(.small))
    func listsComeBackFromTheirAttribute() throws {
        let value: [UInt8] = [
            2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 7, 0, 57, 48, 0, 0, 4, 0, 4, 0, 255, 255, 255, 255,
            16, 0, 7, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255, 255,
        ]
        let list = try #require(AccessControlList(attribute: value))
        #expect(list.attribute == value)
        #expect(list.mask == 7)
        #expect(list.entries[1] == AccessControlList.Entry(tag: 2, permissions: 7, id: 12345))
        #expect(AccessControlList(attribute: Array(value.dropLast())) == nil)
        #expect(AccessControlList(attribute: [3] + value.dropFirst()) == nil)
    }
}
