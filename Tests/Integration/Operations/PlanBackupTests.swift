import CLinux
import DRCore
import DRTestSupport
import Testing

/// Backups of plans with the real program.
@Suite struct PlanBackupTests {
    @Test(.tags(.large))
    func plansAreBackedUpAndRemembered() throws {
        try ConfiguredLab.with(layer: Self.stream("echo data")) { lab in
            let run = try lab.run(["backup", "--json"])
            let types = try JSONLines(run.lines).types
            #expect(types == ["backup", "run", "backup", "run", "summary"])
            #expect(run.lines.last?.contains("\"succeeded\":2") == true)
            let listed = try lab.run(["runs"]).text
            #expect(listed.contains("2 runs: 2 succeeded"))
            let restic = Tool(
                "restic",
                ["RESTIC_REPOSITORY": lab.repositoryPath, "RESTIC_PASSWORD": ConfiguredLab.password]
            )
            let checked = try restic.run(["check", "--no-cache", "--read-data"], seconds: 120)
            #expect(checked.status == 0, "\(checked.errors)")
            let dumped = try restic.run(
                ["dump", "--no-cache", "--tag", "plan:files", "latest", "/.dr-records/config/base.yml"]
            )
            let written = try lab.scratch.read("config/base.yml")
            #expect(dumped.output == written)
        }
    }

    @Test(.tags(.large))
    func recordsStayInTheRepositoryUnlessNamed() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["backup", "files"])
            try lab.scratch.write(Array("more\n".utf8), to: "data/more")
            try lab.scratch.write(Array("# changed\ntimezone: UTC\n".utf8), to: "config/lab.yml")
            try lab.run(["backup", "files"])
            try lab.run(["restore", "-r", "latest", "--target", lab.scratch.path("all")])
            let names = try lab.scratch.names(in: "all")
            #expect(!names.contains(".dr-records"))
            try lab.run(["restore", "latest", "--target", lab.scratch.path("some"), "--include", "/.dr-records"])
            let some = try lab.scratch.names(in: "some/.dr-records")
            #expect(some.contains("config"))
            let snapshots = try lab.run(["snapshots", "--json"]).lines.filter { $0.contains("\"short_id\"") }
            let ids = snapshots.compactMap { line in
                line.firstRange(of: "\"short_id\":\"").map { String(line[$0.upperBound...].prefix(8)) }
            }
            let difference = try lab.run(["diff"] + ids).text
            #expect(difference.contains("data/more"))
            #expect(!difference.contains(".dr-records"))
            try lab.run(["export", "latest", lab.scratch.path("all.tar")])
            let listed = try Tool("tar").run(["-tf", lab.scratch.path("all.tar")]).text
            #expect(listed.contains("data/more"))
            #expect(!listed.contains(".dr-records"))
        }
    }

    @Test(.tags(.large))
    func theWorstRunIsTheExitCode() throws {
        try ConfiguredLab.with(layer: Self.stream("echo data; exit 3")) { lab in
            let run = try lab.run(["backup"], expecting: 1)
            #expect(run.text.contains("2 plans: 1 succeeded, 1 failed"))
            #expect(run.errors.contains("plan database: the program ended with exit code 3"))
            let snapshots = try lab.run(["snapshots"]).text
            #expect(snapshots.contains("1 snapshot"))
            try lab.scratch.write(Array("wrong\n".utf8), to: "key")
            try lab.run(["backup", "files"], expecting: 12)
            try lab.run(["backup", "nothing"], expecting: 2)
        }
    }

    @Test(.tags(.large))
    func whatAPlanSaysHasNoOptions() throws {
        try ConfiguredLab.with { lab in
            let refused = try lab.run(["backup", "files", "--tag", "x"], expecting: 2)
            #expect(refused.errors.contains("--tag"))
            // A word with a slash is a path, also beside an environment.
            let path = try lab.run(["backup", lab.scratch.path("data")])
            #expect(!path.text.contains("plan"))
        }
    }

    @Test(.tags(.large))
    func aKilledRunIsNoticedByTheNext() throws {
        try ConfiguredLab.with(layer: Self.stream("echo data; sleep 30")) { lab in
            let running = try lab.dr.start(["backup", "database"], in: lab.scratch)
            let isRunning = try running.wait { try lab.dr.run(["runs"]).text.contains("running") }
            #expect(isRunning)
            try lab.run(["backup", "database"], expecting: 75)
            running.signal(SIGKILL)
            _ = try running.wait()
            try lab.run(["backup", "files"])
            let listed = try lab.run(["runs"]).text
            #expect(listed.contains("interrupted"))
            #expect(!listed.contains("running"))
            let locks = try lab.scratch.names(in: "repository/locks")
            #expect(locks.isEmpty)
        }
    }

    @Test(.tags(.large))
    func aBrokenConfigurationLeavesATrace() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["backup"])
            try lab.scratch.write(Array("plans: {filles: {}}\nbroken: [\n".utf8), to: "config/lab.yml")
            let run = try lab.run(["backup"], expecting: 13)
            #expect(run.errors.contains("told by the last valid configuration of lab"))
            try lab.scratch.write(Array("timezone: UTC\n".utf8), to: "config/lab.yml")
            let failed = try lab.run(["runs", "--outcome", "failed", "--json"]).lines
            #expect(failed.first?.contains("\"exit_code\":13") == true)
        }
    }

    @Test(.tags(.large))
    func aLostCatalogComesBack() throws {
        try ConfiguredLab.with { lab in
            try lab.run(["backup"])
            try lab.run(["backup", "--full"])
            let before = try lab.run(["runs", "--json"]).lines.count
            try lab.scratch.remove("state")
            let rebuilt = try lab.run(["catalog", "rebuild"]).text
            #expect(rebuilt == "2 snapshots of plans found, 2 added to the catalog\n")
            let after = try lab.run(["runs", "--json"]).lines.count
            #expect(after == before)
        }
    }

    private static func stream(_ script: String) -> String {
        """
        plans:
          database:
            stream: {command: [sh, -c, '\(script)'], filename: dump.sql}
            repository: primary
            schedule: {full: daily at 03:00}
            retention: simple

        """
    }
}
