import DRTestSupport
import Testing

/// `dr status`.
@Suite struct CLIStatusTests {
    @Test(.tags(.large)) func isNeverGreenOnNoData() throws {
        try ConfigurationFiles.withExample { files in
            let run = try files.dr.run(["status", "-e", "production"])
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.lines.first?.hasPrefix("production: UNKNOWN") == true)
            #expect(run.text.contains("UNKNOWN  app-files: there is no backup yet"))
            // Nothing is made by looking.
            #expect(try files.scratch.names() == ["config", "secret"])
        }
    }

    @Test(.tags(.large)) func speaksAsMonitoringPluginsDo() throws {
        try ConfigurationFiles.withExample { files in
            let unknown = try files.dr.run(["status", "-e", "production", "--check"])
            #expect(unknown.status == 3)
            #expect(unknown.lines.count == 1)
            #expect(unknown.text.hasPrefix("DR UNKNOWN - production: app-files: there is no backup yet"))
            #expect(unknown.text.hasSuffix(" | alerts=0;;;0\n"))
            try files.edit("base.yml", "version: 1", "version: 2")
            let broken = try files.dr.run(["status", "-e", "production", "--check"])
            #expect(broken.status == 3)
            #expect(broken.text.hasPrefix("DR UNKNOWN - the configuration has a problem: production"))
            #expect(broken.lines.count == 1)
        }
    }

    @Test(.tags(.large)) func writesALineForEachPartAsJSON() throws {
        try ConfigurationFiles.withExample { files in
            let run = try files.dr.run(["status", "-e", "production", "--json"])
            #expect(run.status == 0)
            #expect(try JSONLines(run.lines).types == ["plan", "plan", "plan", "repository", "repository", "summary"])
            #expect(run.text.contains(#""age_seconds":null"#))
            #expect(run.lines.last?.contains(#""verdict":"UNKNOWN""#) == true)
            let both = try files.dr.run(["status", "--json", "--check"])
            #expect(both.status == 2)
        }
    }

    @Test(.tags(.large)) func fitsAnOrdinaryTerminal() throws {
        try ConfigurationFiles.withExample { files in
            let run = try files.dr.run(["status", "-e", "production"])
            #expect(run.lines.count > 10)
            for line in run.lines { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test(.tags(.large)) func looksIntoTheRepositoryWhereThatIsAskedFor() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["backup"])
            let before = try lab.run(["status", "--online"])
            #expect(!before.text.contains("is not in the repository"))
            let names = try lab.scratch.names(in: "repository/snapshots")
            #expect(names.count == 1)
            for name in names { try lab.scratch.remove("repository/snapshots/" + name) }
            // The catalog alone cannot know.
            #expect(try !lab.run(["status"]).text.contains("is not in the repository"))
            let after = try lab.run(["status", "--online"])
            #expect(after.text.contains("CRITICAL  files: the newest backup \(names[0].prefix(8)) is not in the"))
            try lab.scratch.remove("repository")
            let gone = try lab.run(["status", "--online", "--check"], expecting: 2)
            #expect(gone.text.hasPrefix("DR CRITICAL - lab: "))
        }
    }
}
