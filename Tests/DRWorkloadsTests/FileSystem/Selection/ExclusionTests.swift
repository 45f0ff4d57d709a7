import CLinux
import DRCore
import DRTestSupport
import Testing

@testable import DRWorkloads

struct ExclusionTests {
    @Test(.tags(.medium))
    func tagsKeepTheirDirectoryAlmostEmpty() throws {
        try ScratchDirectory.with { scratch in
            let rules = try Exclusion(tags: [.cache, DirectoryTag(".nobackup"), DirectoryTag("T:head")])
            func contents() throws -> Exclusion.Contents {
                let directory = try FileDescriptor.open(scratch.path, O_RDONLY | O_DIRECTORY)
                return rules.contents(of: directory.raw)
            }
            #expect(try contents() == .all)
            try scratch.write(Array("Signature: something else".utf8), to: "CACHEDIR.TAG")
            try scratch.write(Array("hea".utf8), to: "T")
            #expect(try contents() == .all)
            try scratch.write(Array("head and more".utf8), to: "T")
            #expect(try contents() == .only(Array("T".utf8)))
            try scratch.write([], to: ".nobackup")
            #expect(try contents() == .none)
            try scratch.remove("T")
            #expect(try contents() == .only(Array(".nobackup".utf8)))
            try scratch.remove(".nobackup")
            try scratch.write(Array("Signature: 8a477f597d28d172789f06886806bc55\n#".utf8), to: "CACHEDIR.TAG")
            #expect(try contents() == .only(Array("CACHEDIR.TAG".utf8)))
        }
    }

    @Test(.tags(.small), arguments: ["", ":x", "a/b"])
    func refusesTagsWithoutName(text: String) {
        #expect(throws: DRError.self) { try DirectoryTag(text) }
    }

    @Test(
        .tags(.small),
        arguments: [
            (S_IFREG, Int64(100), UInt64(1), Exclusion.Verdict.keep), (S_IFREG, 101, 1, .drop),
            (S_IFDIR, 4096, 1, .keep),
            (S_IFREG, 1, 2, .drop), (S_IFDIR, 1, 2, .keepEmpty), (S_IFLNK, 1, 2, .drop),
        ]
    )
    func sizeAndDevice(type: Int32, size: Int64, device: UInt64, verdict: Exclusion.Verdict) throws {
        let rules = try Exclusion(sizeLimit: 100, staysOnDevice: true)
        var status = stat()
        status.st_mode = mode_t(type)
        status.st_size = Int(size)
        status.st_dev = dev_t(device)
        #expect(rules.verdict(status, device: 1) == verdict)
    }
}
