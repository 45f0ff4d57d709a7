import DRTestSupport
import Testing

/// Restore, verify, forget, prune and stats as a user runs them.
@Suite struct CLIMaintenanceTests {
    @Test(.tags(.large)) func restoresAndForgets() throws {
        try CLIRepository.with { repository in
            let scratch = repository.scratch
            let tree = scratch.path("tree")
            try #require(
                try Tool("sh").run(["-c", #"mkdir "$0" && seq 99999 > "$0/a" && ln -s a "$0/l""#, tree]).status == 0
            )
            for _ in 0..<2 { #expect(try repository.dr.run(["backup", tree]).status == 0) }

            let target = scratch.path("target")
            let restored = try repository.dr.run(["restore", "-r", "latest:" + tree, "-t", target, "--verify"])
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try Tool("diff").run(["-r", tree, target]).status == 0)
            let again = try repository.dr.run(["restore", "latest:" + tree, "-t", target, "--json"])
            #expect(try JSONLines(again.lines).types == ["summary"])
            #expect(again.text.contains("\"bytes_written\":0"))

            let rehearsed = try repository.dr.run(["forget", "--keep-last", "1", "-n"])
            #expect(rehearsed.text.contains("would remove 1 snapshot, 1 kept"))
            #expect(try repository.objects("snapshots").count == 2)
            let forgotten = try repository.dr.run(["forget", "--keep-last", "1", "--prune", "--json"])
            #expect(forgotten.status == 0, "\(forgotten.errors)")
            #expect(try JSONLines(forgotten.lines).types == ["keep", "remove", "forget", "summary"])
            #expect(try repository.objects("snapshots").count == 1)
            let named = try repository.dr.run(["forget", "latest"])
            #expect(named.text.contains("removed 1 snapshot, 0 kept"))
            #expect(try repository.dr.run(["prune"]).status == 0)
            #expect(try JSONLines(repository.dr.run(["stats", "--json"]).lines).types == ["summary"])
            let verified = try repository.dr.run(["verify", "--read-data"])
            #expect(verified.status == 0)
            #expect(verified.text.contains("no damage was found"))
            #expect(try repository.objects("locks").isEmpty)
        }
    }

    @Test(.tags(.large)) func namesWhatIsHarmed() throws {
        try CLIRepository.with { repository in
            let scratch = repository.scratch
            try scratch.write(Array(repeating: 7, count: 100_000), to: "harmed")
            #expect(try repository.dr.run(["backup", scratch.path("harmed")]).status == 0)
            let shell = try Tool("sh").run(["-c", #"chmod -R u+w "$0/data"; rm -r "$0"/data/*/*"#, repository.path])
            try #require(shell.status == 0)

            let verified = try repository.dr.run(["verify", "--json"])
            #expect(verified.status == 15)
            let types = try JSONLines(verified.lines).types
            #expect(types.first == "damage")
            #expect(types.suffix(2) == ["summary", "error"])
            let restored = try repository.dr.run(["restore", "-r", "latest", "-t", scratch.path("target")])
            #expect(restored.status == 15)
            #expect(restored.errors.contains("next: "))
        }
    }

    @Test(
        .tags(.large),
        arguments: [
            ["forget"], ["forget", "--keep-last", "many"], ["forget", "--keep-within", "5x"],
            ["forget", "--keep-last", "1", "x"],
            ["forget", "--keep-last", "1", "--group-by", "colour"], ["prune", "--max-unused", "much"],
            ["verify", "--read-data-subset", "9/3"], ["verify", "--read-data", "--read-data-subset", "1/2"],
            ["restore", "-t", "x"], ["restore", "-r", "latest"], ["restore", "-r", "a", "-t", "x", "b"],
            ["restore", "-r", "a", "-t", "x", "--overwrite", "sometimes"],
        ]
    )
    func refusesNonsense(_ arguments: [String]) throws {
        try CLIRepository.with { repository in
            let run = try repository.dr.run(arguments)
            #expect(run.status == 2, "\(run.errors)")
            #expect(run.errors.contains("next: "))
        }
    }
}
