import CLinux
import DRCore
import DROperations
import DRTestSupport
import Testing

@Suite("dr schedule", .tags(.large))
struct CLIScheduleTests {
    /// A plan whose rules call for a run now: it is known since two days ago.
    private func with(layer: String = "timezone: UTC\n", _ body: (ConfiguredLab) throws -> Void) throws {
        try ConfiguredLab.with(layer: layer) { lab in
            let catalog = try Catalog(stateDirectory: lab.scratch.path("state"))
            _ = try catalog.since(
                environment: ConfiguredLab.environment,
                plans: ["files"],
                now: Timestamp(seconds: Timestamp.now.seconds - 2 * 86_400)
            )
            try body(lab)
        }
    }

    private func lines(_ run: Tool.Run, _ type: String) -> [String] {
        run.lines.filter { $0.hasPrefix("{\"message_type\":\"\(type)\"") }
    }

    @Test("due runs what is due, once")
    func due() throws {
        try with { lab in
            let rehearsal = try lab.run(["schedule", "due", "--dry-run"])
            #expect(rehearsal.lines.first?.hasPrefix("files  full  due ") == true)
            #expect(rehearsal.lines.last?.hasPrefix("1 due, next ") == true)
            let first = try lab.run(["schedule", "due", "--json"])
            #expect(lines(first, "run").count == 1)
            #expect(lines(first, "run").first?.contains("\"outcome\":\"succeeded\"") == true)
            #expect(first.lines.last == "{\"message_type\":\"summary\",\"runs\":1,\"failed\":0}")
            let second = try lab.run(["schedule", "due", "--json"])
            #expect(second.lines == ["{\"message_type\":\"summary\",\"runs\":0,\"failed\":0}"])
            #expect(try lab.run(["snapshots", "--json"]).lines.count { $0.contains("\"plan:files\"") } == 1)
            let list = try lab.run(["schedule", "list"])
            #expect(list.text.contains("full succeeded"))
            let entry = try #require(lines(try lab.run(["schedule", "list", "--json", "--count", "3"]), "plan").first)
            #expect(entry.split(separator: "\"due\":").count == 4)
        }
    }

    @Test("a run that fails gives its exit code, and is tried again later, not at once")
    func failure() throws {
        try with { lab in
            try lab.scratch.remove("repository")
            let run = try lab.run(["schedule", "due"], expecting: 10)
            #expect(run.errors.contains("files full failed"))
            try lab.run(["schedule", "due"])
        }
    }

    @Test("a broken configuration leaves its trace at a start, and what was due runs when it is mended")
    func brokenConfiguration() throws {
        try with { lab in
            try lab.run(["backup", "files"])
            try lab.scratch.write(Array("timezome: UTC\n".utf8), to: "config/lab.yml")
            for verb in ["due", "run", "due"] { try lab.run(["schedule", verb], expecting: 13) }
            try lab.scratch.write(Array("timezone: UTC\n".utf8), to: "config/lab.yml")
            // The occurrence that was due is noted once: the next tries wait as after any failure.
            let failed = lines(try lab.run(["runs", "--json"]), "run").filter { $0.contains("\"outcome\":\"failed\"") }
            #expect(failed.count == 1)
            #expect(failed.first?.contains("\"exit_code\":13") == true)
            #expect(failed.first?.contains("\"occurrence\":") == true)
            #expect(try lab.run(["alerts", "list"]).text.contains("the configuration is invalid"))
            try lab.run(["schedule", "due"])
            #expect(try !lab.run(["alerts", "list"]).text.contains("the configuration is invalid"))
        }
    }

    @Test("the daemon catches up, heeds its signals, and is alone")
    func daemon() throws {
        try with { lab in
            let daemon = try lab.dr.start(["schedule", "run"], in: lab.scratch)
            func says(_ text: String) throws -> Bool { try daemon.wait { try daemon.errors().contains(text) } }
            #expect(try says("files full succeeded"))
            let second = try lab.run(["schedule", "run"], expecting: 75)
            #expect(second.errors.contains("process \(daemon.pid)"))
            #expect(try lab.run(["schedule", "due", "--json"]).lines.last?.contains("\"runs\":0") == true)

            try lab.scratch.write(Array("plan: {}\n".utf8), to: "config/lab.yml")
            daemon.signal(SIGHUP)
            #expect(try says("the one before stays in force"))
            #expect(try says("lab.yml:1:1"))
            try lab.scratch.write(Array("timezone: Europe/Berlin\n".utf8), to: "config/lab.yml")
            daemon.signal(SIGHUP)
            #expect(try says("the configuration was read again: 1 plans"))
            daemon.signal(SIGUSR1)
            #expect(try says("1 plans, 0 running; next at "))
            daemon.signal(SIGTERM)
            #expect(try daemon.wait().status == 0)
            #expect(try lab.run(["snapshots", "--json"]).lines.count { $0.contains("\"plan:files\"") } == 1)
        }
    }

    @Test("a daemon that is killed leaves a run that the next one makes up for, once")
    func killed() throws {
        let layer = """
            plans:
              files:
                files: null
                stream: {command: [sh, -c, 'echo begun; test -e "$0" || sleep 60; echo done', FLAG], filename: out}
            """
        try with { lab in
            let flag = lab.scratch.path("flag")
            try lab.scratch.write(Array(layer.replacing("FLAG", with: flag).utf8), to: "config/lab.yml")
            let first = try lab.dr.start(["schedule", "run"], in: lab.scratch)
            #expect(try first.wait { try first.errors().contains("files full started") })
            usleep(300_000)
            first.signal(SIGKILL)
            _ = try first.wait()
            try lab.scratch.write([], to: "flag")
            let second = try lab.dr.start(["schedule", "run"], in: lab.scratch)
            #expect(try second.wait { try second.errors().contains("files full succeeded") })
            second.signal(SIGTERM)
            #expect(try second.wait().status == 0)
            let runs = lines(try lab.run(["runs", "--json"]), "run")
            #expect(runs.count == 2)
            #expect(runs.count { $0.contains("\"outcome\":\"interrupted\"") } == 1)
            #expect(runs.count { $0.contains("\"outcome\":\"succeeded\"") && $0.contains("\"attempt\":2") } == 1)
            #expect(try lab.run(["snapshots", "--json"]).lines.count { $0.contains("\"plan:files\"") } == 1)
        }
    }

    @Test("a stop cancels a backup that runs, and ends soon")
    func stopped() throws {
        let layer = """
            plans:
              files:
                files: null
                stream: {command: [sh, -c, 'echo begun; sleep 60'], filename: out}
            """
        try with(layer: layer) { lab in
            let daemon = try lab.dr.start(["schedule", "run"], in: lab.scratch)
            #expect(try daemon.wait { try daemon.errors().contains("files full started") })
            usleep(300_000)
            daemon.signal(SIGTERM)
            #expect(try daemon.wait(seconds: 30).status == 0)
            #expect(try daemon.errors().contains("files full interrupted"))
            #expect(try lab.scratch.names(in: "repository/locks").isEmpty)
        }
    }

    @Test("simulate tells the runs, the gap and the growth")
    func simulate() throws {
        try with { lab in
            try lab.run(["schedule", "due"])
            let run = try lab.run([
                "schedule", "simulate", "--json", "--runs", "--from", "2026-05-01T00:00:00Z", "--to",
                "2026-05-11T00:00:00Z",
            ])
            #expect(lines(run, "run").count == 10)
            let plan = try #require(lines(run, "plan").first)
            #expect(plan.contains("\"runs\":{\"full\":10},\"longest_gap_seconds\":86400"))
            #expect(plan.contains("\"growth\":"))
            #expect(run.lines.last?.contains("\"runs\":10") == true)
            let backwards = ["schedule", "simulate", "--from", "2026-05-02T00:00:00Z", "--to", "2026-05-01T00:00:00Z"]
            try lab.run(backwards, expecting: 2)
        }
    }

    @Test("install shows the unit and the lines without writing anything")
    func install() throws {
        try with { lab in
            let unit = try lab.run(["schedule", "install", "--systemd", "--dry-run"])
            #expect(unit.text.contains("--config \(lab.scratch.path)/config --environment lab"))
            #expect(unit.lines.last == "nothing was changed: /etc/systemd/system/dr-lab.service")
            let cron = try lab.run(["schedule", "install", "--cron", "--dry-run"])
            #expect(cron.text.contains("schedule due --quiet"))
            try lab.run(["schedule", "install"], expecting: 2)
        }
    }

    @Test("test restores a plan by hand")
    func restoreTest() throws {
        try with { lab in
            try lab.run(["test"], expecting: 1)
            try lab.run(["schedule", "due"])
            let run = try lab.run(["test", "--whole"])
            #expect(run.lines.first?.hasPrefix("files: restored everything of snapshot ") == true)
            #expect(run.text.contains("all as they should be"))
            let json = try lab.run(["test", "files", "--json"])
            #expect(lines(json, "restore_test").first?.contains("\"scope\":\"sample\"") == true)
            #expect(json.lines.last == "{\"message_type\":\"summary\",\"plans\":1,\"failed\":false}")
        }
    }
}
