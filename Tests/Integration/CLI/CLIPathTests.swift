import CLinux
import DRTestSupport
import Testing

/// Paths to back up that need care: excluded ones, and names that are not UTF-8.
@Suite struct CLIPathTests {
    /// Runs a command line through a shell, whose `$'…'` can say any byte.
    private func shell(_ repository: CLIRepository, _ line: String) throws -> Tool.Run {
        var tool = Tool("bash", repository.dr.environment)
        tool.environment["LC_ALL"] = "C"
        let folder = repository.scratch.path
        return try tool.run(["-c", "cd '\(folder)' && dr() { '\(repository.dr.program)' \"$@\"; }; " + line])
    }

    private func names(_ repository: CLIRepository) throws -> [String] {
        let root = repository.scratch.path
        return try repository.dr.run(["ls", "latest"]).lines.filter { $0.hasPrefix(root + "/") }
            .map { String($0.dropFirst(root.utf8.count + 1)) }
    }

    private func makeTree(_ repository: CLIRepository) throws {
        let made = try shell(repository, "mkdir -p src/a src/b/c; echo 1 >src/a/f; echo 22 >src/b/c/g")
        #expect(made.status == 0, "\(made.errors)")
    }

    // What restic 0.14 does, recorded from it.
    @Test(
        .tags(.large),
        arguments: [
            ("a", ["src", "src/b", "src/b/c", "src/b/c/g"]), ("b", ["src", "src/a", "src/a/f", "src/b"]),
            ("f", ["src", "src/a", "src/b", "src/b/c", "src/b/c/g"]),
            ("a/*", ["src", "src/a", "src/b", "src/b/c", "src/b/c/g"]),
        ]
    )
    func anExcludedPathIsLeftOut(_ pattern: String, _ expected: [String]) throws {
        try CLIRepository.with { repository in
            try makeTree(repository)
            let run = try shell(repository, "dr backup src/a src/b/c --exclude '\(pattern)'")
            #expect(run.status == 0, "\(run.errors)")
            #expect(try names(repository) == expected)
            let isTarget = pattern == "a" || pattern == "b"
            #expect(run.errors.contains("excluded by a rule") == isTarget, "\(run.errors)")
        }
    }

    @Test(.tags(.large), .enabled(if: Tool.isInstalled("restic"), "restic is not installed"))
    func excludesWhatResticExcludes() throws {
        try CLIRepository.with { repository in
            try makeTree(repository)
            for pattern in ["a", "b", "c", "f", "a/*", "src/a", "\(repository.scratch.path)/src/a"] {
                let arguments = "backup src/a src/b/c --exclude '\(pattern)' --exclude '!*/g'"
                let theirs = try shell(
                    repository,
                    """
                    export RESTIC_PASSWORD='correct horse' RESTIC_REPOSITORY=$DR_REPOSITORY RESTIC_CACHE_DIR=$PWD/cache
                    restic -q \(arguments) >&2 && restic -q ls latest | sed 's/.*\\(\\/src\\)/\\1/' | sort
                    """
                )
                #expect(theirs.status == 0, "\(theirs.errors)")
                let ours = try shell(
                    repository,
                    "dr \(arguments) >&2; dr ls latest | sed 's/.*\\(\\/src\\)/\\1/' | sort"
                )
                let both = (ours.lines.filter { $0.hasPrefix("/src/") }, theirs.lines.filter { $0.hasPrefix("/src/") })
                #expect(ours.status == 0, "\(ours.errors)")
                #expect(both.0 == both.1, "\(pattern)")
            }
        }
    }

    @Test(.tags(.large)) func nothingLeftIsNoBackup() throws {
        try CLIRepository.with { repository in
            try makeTree(repository)
            let run = try shell(repository, "dr backup src/a --exclude src")
            #expect(run.status == 1)
            #expect(run.errors.contains("every path to back up is excluded"), "\(run.errors)")
            #expect(try repository.objects("snapshots").isEmpty)
        }
    }

    @Test(.tags(.large)) func namesMayHaveAnyBytes() throws {
        try CLIRepository.with { repository in
            // Lone bytes, a cut character, and the private characters that stand for bytes inside the program.
            let names = [
                #"$'n\xff'"#, #"$'\x80caf\xe9'"#, #"$'cut\xe2\x82'"#, #"$'\xf4\x8f\xbd\xbf'"#,
                #"$'\xf4\x8f\xbc\x80\xff'"#,
                #"$'plain\xc3\xa4'"#,
            ]
            for name in names {
                let run = try shell(
                    repository,
                    """
                    set -e; rm -rf work out; mkdir work; echo content >work/\(name)
                    dr backup work/\(name) >&2
                    dr restore -r latest:"$PWD/work" -t out >&2
                    diff -r work out >&2
                    cd work; dr backup \(name) >&2; cd ..
                    dr backup work --exclude \(name) >&2
                    dr restore -r latest:"$PWD/work" -t empty >&2; ls -A empty
                    """
                )
                #expect(run.status == 0, "\(name): \(run.errors)")
                #expect(run.text.isEmpty, "\(name)")
            }
            let restic = try shell(
                repository,
                """
                export RESTIC_PASSWORD='correct horse' RESTIC_REPOSITORY=$DR_REPOSITORY RESTIC_CACHE_DIR=$PWD/cache
                restic check --read-data
                """
            )
            if Tool.isInstalled("restic") { #expect(restic.status == 0, "\(restic.errors)") }
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            #"dr backup --tag $'t\xff' ."#, #"dr restore -r latest -t $'out\xff'"#, #"dr --repo $'r\xff' snapshots"#,
            #"dr backup --stdin-from-command -- echo $'\xff'"#,
        ]
    )
    func otherArgumentsMustBeText(_ line: String) throws {
        try CLIRepository.with { repository in
            let run = try shell(repository, line)
            #expect(run.status == 2, "\(run.errors)")
            #expect(run.errors.contains("not valid UTF-8"), "\(run.errors)")
            #expect(try !repository.scratch.names().contains { $0.hasPrefix("out") || $0.hasPrefix("r\u{FFFD}") })
        }
    }
}
