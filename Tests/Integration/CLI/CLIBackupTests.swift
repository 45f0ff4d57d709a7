import DRTestSupport
import Testing

/// `dr backup`, and looking at what it made.
@Suite struct CLIBackupTests {
    /// A small tree with names that need care.
    private static func makeTree(_ scratch: ScratchDirectory) throws -> String {
        let made = try Tool("sh").run([
            "-c",
            #"""
            mkdir -p "$0/tree/sub" && cd "$0/tree" && echo one > one && echo two > sub/two && ln -s one link &&
            : > "$(printf 'new\nline\033[31m')" && : > "$(printf 'bad\377')"
            """#,
            scratch.path,
        ])
        try #require(made.status == 0, "\(made.errors)")
        return scratch.path("tree")
    }

    @Test(.tags(.large)) func listsWhatItStored() throws {
        try CLIRepository.with { repository in
            let tree = try Self.makeTree(repository.scratch)
            let first = try repository.dr.run(["backup", tree])
            #expect(first.status == 0, "\(first.errors)")

            let listed = try repository.dr.run(["ls", "latest:" + tree])
            #expect(listed.status == 0)
            let names = listed.lines.map { $0.replacing(tree, with: "") }
            #expect(names.sorted() == ["$'/bad\\xff'", "$'/new\\nline\\x1b[31m'", "/link", "/one", "/sub"])
            #expect(!listed.output.contains(0x1b))

            let found = try repository.dr.run(["find", "--json", "two"])
            #expect(try JSONLines(found.lines).types == ["match", "summary"])

            #expect(try Tool("sh").run(["-c", "echo more >> \(tree)/one; rm \(tree)/link"]).status == 0)
            let second = try repository.dr.run(["backup", "--json", tree])
            #expect(try JSONLines(second.lines).types == ["summary"])
            #expect(second.text.contains("\"files_changed\":1"))

            let snapshots = try repository.dr.run(["snapshots", "--json"])
            #expect(try JSONLines(snapshots.lines).types == ["snapshot", "snapshot", "summary"])
            let oldest = try #require(snapshots.text.split(separator: "\"short_id\":\"").dropFirst().first?.prefix(8))
            let changes = try repository.dr.run(["diff", String(oldest), "latest"])
            #expect(changes.lines.contains("M    \(tree)/one"))
            #expect(changes.lines.contains("-    \(tree)/link"))
            #expect(try repository.objects("locks").isEmpty)
        }
    }

    @Test(.tags(.large)) func storesNothingInADryRun() throws {
        try CLIRepository.with { repository in
            let run = try repository.dr.run(["backup", "-n", Self.makeTree(repository.scratch)])
            #expect(run.status == 0)
            #expect(run.text.contains("nothing was stored"))
            #expect(try repository.objects("snapshots").isEmpty)
            #expect(try repository.dr.run(["ls", "latest"]).status == 1)
        }
    }

    @Test(.tags(.large)) func reportsSourcesThatAreMissing() throws {
        try CLIRepository.with { repository in
            let tree = try Self.makeTree(repository.scratch)
            let absent = repository.scratch.path("absent")
            let part = try repository.dr.run(["backup", "--json", tree, absent])
            #expect(part.status == 3)
            #expect(part.errors.contains(absent))
            #expect(try JSONLines(part.lines).types == ["error", "summary"])
            #expect(try repository.objects("snapshots").count == 1)

            let nothing = try repository.dr.run(["backup", absent])
            #expect(nothing.status == 1)
            #expect(try repository.objects("snapshots").count == 1)
        }
    }

    @Test(.tags(.large)) func leavesOutWhatIsExcluded() throws {
        try CLIRepository.with { repository in
            let tree = try Self.makeTree(repository.scratch)
            try repository.scratch.write(Array("# a note\nlink\n".utf8), to: "patterns")
            let run = try repository.dr.run([
                "backup", tree, "--exclude", "two", "--iexclude", "ONE", "--exclude-file",
                repository.scratch.path("patterns"),
            ])
            #expect(run.status == 0)
            let listed = try repository.dr.run(["ls", "latest"]).lines
            #expect(listed.contains(tree + "/sub"))
            #expect(!listed.contains { $0.hasSuffix("/two") || $0.hasSuffix("/one") || $0.hasSuffix("/link") })
        }
    }
}
