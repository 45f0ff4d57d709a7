import DRCore
import DRStorage
import DRTestSupport
import Testing

/// Commands on a repository that the configuration declares.
@Suite struct ConfiguredRepositoryTests {
    private static let second = """
        repositories:
          copy: {url: "SCRATCH/copy", password: {file: "SCRATCH/key"}, copy_of: primary}
        """

    @Test(.tags(.large)) func findsTheRepositoryOfAnEnvironment() throws {
        try ConfiguredLab.with { lab in
            let ids = try lab.makeSnapshots([Timestamp(seconds: 1_790_000_000)])
            let bare = try Tool.dr(["DR_CONFIG": lab.scratch.path("config")])
            for arguments in [
                ["snapshots", "-e", "lab"], ["-e", "lab", "snapshots"], ["snapshots"],
                ["snapshots", "-e", "lab", "--repository", "primary"], ["snapshots", "--repository", "primary"],
            ] {
                let run = try bare.run(arguments)
                #expect(run.status == 0, "\(arguments) \(run.errors)")
                #expect(run.text.contains(ids[0].short))
            }
            let opened = try bare.run(["verify", "-e", "lab"])
            #expect(opened.status == 0, "\(opened.errors)")
        }
    }

    @Test(.tags(.large)) func choosesByPlan() throws {
        try ConfiguredLab.with { lab in
            let mine = try lab.makeSnapshots([Timestamp(seconds: 1_790_000_000)])
            let later = try lab.makeSnapshots([Timestamp(seconds: 1_790_000_060)], plan: "other")
            let listed = try lab.run(["snapshots", "--plan", "files"])
            #expect(listed.text.contains(mine[0].short))
            #expect(!listed.text.contains(later[0].short))
            let restored = try lab.run([
                "restore", "-e", "lab", "--plan", "files", "-r", "latest", "-t", lab.scratch.path("back"), "--json",
            ])
            #expect(restored.text.contains(mine[0].hex))
            let unknown = try lab.run(["snapshots", "--plan", "fles"], expecting: 2)
            #expect(unknown.errors.contains("the plans are: files"))
        }
    }

    @Test(.tags(.large)) func copiesAreNamed() throws {
        try ConfiguredLab.with { lab in
            let layer = Self.second.replacing("SCRATCH", with: lab.scratch.path)
            try lab.scratch.write(Array(layer.utf8), to: "config/lab.yml")
            try lab.run(["init", "--repository", "copy"])
            #expect(try lab.run(["snapshots", "--repository", "copy", "--json"]).text.contains("\"snapshots\":0"))
            // The original is what is meant when nothing is said.
            let ids = try lab.makeSnapshots([Timestamp(seconds: 1_790_000_000)])
            #expect(try lab.run(["snapshots"]).text.contains(ids[0].short))
        }
    }

    @Test(.tags(.large)) func refusesWhatIsNotClear() throws {
        try ConfiguredLab.with { lab in
            let both = try lab.run(["snapshots", "-e", "lab", "--repo", "/nowhere"], expecting: 2)
            #expect(both.errors.contains("exclude each other"))
            try lab.run(["snapshots", "--repository", "primary", "--repo", "/nowhere"], expecting: 2)
            let name = try lab.run(["snapshots", "--repository", "secondary"], expecting: 2)
            #expect(name.errors.contains("the repositories are: primary"))
            let environment = try lab.run(["snapshots", "-e", "labb"], expecting: 13)
            #expect(environment.errors.contains("there are: lab"))
            let two = "repositories:\n  other: {url: /tmp/x, password: {env: X}}\n"
            try lab.scratch.write(Array(two.utf8), to: "config/lab.yml")
            let several = try lab.run(["snapshots"], expecting: 2)
            #expect(several.errors.contains("the repositories are: other, primary"))
            // A place that a variable names comes before a configuration that nobody asked for.
            let place = try Tool.dr(["DR_CONFIG": lab.scratch.path("config"), "DR_REPOSITORY": "/nowhere"])
            #expect(try place.run(["snapshots"]).status == 10)
        }
    }
}
