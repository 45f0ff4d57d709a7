import CLinux
import DRCore
import DRTestSupport
import Foundation
import Testing

/// What must go red goes red: with the real program, on real processes.
@Suite(
    "Drills that must not pass",
    .tags(.large),
    .enabled(if: Tool.isInstalled("python3"), "needs python3"),
    .hangLimit
)
struct NegativeControlTests {
    static let scenario = """
        title: The process dies
        service: orders-app
        objectives: {rto: 1m, stability: 100ms}
        steady_state:
          - {name: well, process.running: {service: orders-app}, retries: 20, retry_after: 100ms}
        restored_within: 10s
        fault:
          do:
            - {name: break, process.kill: {service: orders-app}, reverse: {process.start: {service: orders-app}}}
          took_effect:
            - {name: broken, process.absent: {service: orders-app}}
          effect_within: 500ms
        detection:
          probes: [{name: runs, process.running: {service: orders-app}}]
          every: 30ms
          failures: 2
        recovery:
          - {name: mend, phase: recover, process.start: {service: orders-app}, reverse: {none: it runs at the end}}
        validation:
          - {name: mended, process.running: {service: orders-app}}
        cleanup:
          - {name: still-runs, process.running: {service: orders-app}}

        """

    /// Rehearses the scenario after some changes; the run and the record.
    private func drill(_ scratch: ScratchDirectory, _ changes: [(String, String)]) throws -> (
        status: Int32, record: [String: Any], site: ProcessSite
    ) {
        var text = Self.scenario
        for (old, new) in changes {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        let site = try ProcessSite(scratch, scenario: text)
        let run = try site.dr().run(["drill", "start", "dies", "--quiet"])
        let report = try site.dr().run(["drill", "report", "--format", "json"])
        return (run.status, try JSONObjects.parse(report.text), site)
    }

    private func verdict(_ record: [String: Any], _ objective: String) -> String? {
        (record[objective] as? [String: Any])?["verdict"] as? String
    }

    @Test("without a change it passes")
    func control() throws {
        try ScratchDirectory.with { scratch in
            let (status, record, site) = try drill(scratch, [])
            defer { site.end() }
            #expect(status == 0, "\(record["reasons"] ?? "")")
            #expect(record["verdict"] as? String == "PASS")
        }
    }

    @Test("a fault that does nothing is INCONCLUSIVE")
    func noEffect() throws {
        try ScratchDirectory.with { scratch in
            let (status, record, site) = try drill(
                scratch,
                [("process.kill: {service: orders-app}", "command.run: {service: orders-app, run: [\"true\"]}")]
            )
            defer { site.end() }
            #expect(status == 1)
            #expect(record["verdict"] as? String == "INCONCLUSIVE")
            #expect(verdict(record, "rto") == "INCONCLUSIVE")
            #expect(record["fault_took_effect"] as? Bool == false)
            #expect(try site.isRunning())
        }
    }

    @Test("a sentinel that reaches nothing leaves NOT_MEASURED, and nothing is touched")
    func deadSentinel() throws {
        try ScratchDirectory.with { scratch in
            let port = try DrillSite.freePort()
            let address = "http://127.0.0.1:\(port)/"
            let (status, record, site) = try drill(
                scratch,
                [
                    ("rto: 1m,", "rto: 1m, rpo: 0s, designed_loss: 0s,"),
                    (
                        "fault:\n",
                        "sentinels: {orders: {write: \"\(address)\", read: \"\(address)\"}}\n"
                            + "safeguards: {deadline: 2s}\nfault:\n"
                    ),
                ]
            )
            defer { site.end() }
            #expect(status == 1)
            #expect(record["verdict"] as? String != "PASS")
            #expect(verdict(record, "rto") == "NOT_MEASURED")
            #expect(verdict(record, "rpo") == "NOT_MEASURED")
            #expect(record["fault_took_effect"] is NSNull)
            #expect(try site.isRunning())
        }
    }

    @Test("a validator that cannot run fails the drill")
    func deadValidator() throws {
        try ScratchDirectory.with { scratch in
            let script = "kill -9 $$$$"
            let (status, record, site) = try drill(
                scratch,
                [
                    (
                        "{name: mended, process.running: {service: orders-app}}",
                        "{name: mended, command.check: {run: [sh, -c, \"\(script)\"]}}"
                    )
                ]
            )
            defer { site.end() }
            #expect(status != 0)
            #expect(record["verdict"] as? String == "FAIL")
            #expect(record["validated"] as? Bool == false)
            #expect(try site.isRunning())
        }
    }

    @Test("a steady state that does not come back fails a drill that met all objectives")
    func notRestored() throws {
        try ScratchDirectory.with { scratch in
            let mark = scratch.path("files/mark")
            let (status, record, site) = try drill(
                scratch,
                [
                    (
                        "retry_after: 100ms}\n",
                        "retry_after: 100ms}\n  - {name: no-mark, file.absent: {path: \"\(mark)\"}}\n"
                    ),
                    ("restored_within: 10s", "restored_within: 200ms"),
                    (
                        "recovery:\n",
                        "recovery:\n  - {name: leave, command.run: {service: orders-files, run: [touch, \"\(mark)\"]}, "
                            + "reverse: {none: a test}}\n"
                    ),
                ]
            )
            defer { site.end() }
            #expect(status == 1)
            #expect(verdict(record, "rto") == "MET")
            #expect(record["verdict"] as? String == "FAIL")
            #expect(record["restored"] as? Bool == false)
        }
    }

    @Test("a journal that was changed afterwards is found, and so is a scenario")
    func tampered() throws {
        try ScratchDirectory.with { scratch in
            let (_, _, site) = try drill(scratch, [])
            defer { site.end() }
            #expect(try site.dr().run(["drill", "show"]).status == 0)
            let id = try #require(try scratch.names(in: "state/drills").first { $0.hasPrefix("dies-") })
            let journal = "state/drills/\(id)/journal.jsonl"
            let text = String(decoding: try scratch.read(journal), as: UTF8.self)
            let changed = text.replacing("\"state\":\"succeeded\"", with: "\"state\":\"skipped\"")
            try #require(changed != text)
            try scratch.write(Array(changed.utf8), to: journal)
            let shown = try site.dr().run(["drill", "show"])
            #expect(shown.status == 15)
            #expect(shown.errors.contains("journal.jsonl, line "))
            // The scheduler tells of it too, and the status is not good.
            #expect(try site.dr().run(["alerts", "check"]).text.contains("cannot be trusted"))
            #expect(try site.dr().run(["status"]).text.contains("cannot be trusted"))
        }
    }

    @Test("one changed journal hides no other drill: lists and reports are whole, name it, and end with 15")
    func tamperedAmongOthers() throws {
        try ScratchDirectory.with { scratch in
            let (_, _, site) = try drill(scratch, [("rto: 1m,", "rto: 1s,"), ("every: 30ms", "every: 1s")])
            defer { site.end() }
            let dr = try site.dr()
            #expect(try dr.run(["drill", "start", "dies", "--dry-run", "--quiet"]).status == 0)
            #expect(try dr.run(["drill", "start", "dies", "--quiet"]).status == 19)
            let ids = try JSONObjects.lines(dr.run(["drill", "list", "--json"]), "drill").compactMap {
                $0["id"] as? String
            }
            #expect(ids.count == 3)
            // One byte of the dry run in the middle, which neither findings nor the newest state depend on.
            let journal = "state/drills/\(ids[1])/journal.jsonl"
            var bytes = try scratch.read(journal)
            let place = try #require(bytes.firstIndex(of: UInt8(ascii: "y")))
            bytes[place] = UInt8(ascii: "z")
            try scratch.write(bytes, to: journal)

            let list = try dr.run(["drill", "list"])
            #expect(list.status == 15)
            for id in ids { #expect(list.text.contains(id)) }
            let line = try #require(list.lines.first { $0.contains(ids[1]) })
            #expect(line.contains("tampered"), "\(line)")
            #expect(list.text.contains("3 drills"))
            #expect(list.errors.contains("cannot be trusted") && list.errors.contains(ids[1]))
            let lines = try JSONObjects.lines(dr.run(["drill", "list", "--json"]), "drill")
            #expect(lines.map { $0["damage"] is String } == [false, true, false])

            let findings = try dr.run(["drill", "findings"])
            #expect(findings.status == 15)
            #expect(findings.text.contains("rto-missed"))
            let report = try dr.run(["report"])
            #expect(report.status == 15)
            #expect(report.text.contains("Drills that cannot be trusted") && report.text.contains(ids[1]))
            #expect(report.text.contains(ids[2]))
            #expect(try dr.run(["drill", "calendar"]).status == 15)
            // The report of another drill is not concerned.
            #expect(try dr.run(["drill", "report", ids[2], "--format", "json"]).status == 0)
            // What was changed may hide a drill that was not undone; a dry run touches nothing.
            #expect(try dr.run(["drill", "start", "dies", "--quiet"]).status == 15)
            #expect(try dr.run(["drill", "start", "dies", "--dry-run", "--quiet"]).status == 0)
        }
    }

    @Test("while a drill runs, no other begins for its service; for another service one does")
    func oneAtATime() throws {
        try ScratchDirectory.with { scratch in
            let slow = Self.scenario.replacing(
                "  took_effect:",
                with: "    - {name: pause, wait: {for: 10m}}\n  took_effect:"
            )
            let site = try ProcessSite(scratch, scenario: slow)
            defer { site.end() }
            let other = """
                title: A file is gone
                service: orders-files
                objectives: {rto: 1m, stability: 100ms}
                steady_state: [{name: whole, file.present: {path: "\(scratch.path("files/one.txt"))"}}]
                fault:
                  do: [{name: encrypt, corrupt.encrypt: {service: orders-files}, reverse: {corrupt.undo: {service: orders-files}}}]
                  took_effect: [{name: gone, file.absent: {path: "\(scratch.path("files/one.txt"))"}}]
                detection:
                  probes: [{name: there, file.present: {path: "\(scratch.path("files/one.txt"))"}}]
                  every: 30ms
                  failures: 2
                recovery: [{name: undo, corrupt.undo: {service: orders-files}, reverse: {none: it was undone}}]
                validation: [{name: back, file.present: {path: "\(scratch.path("files/one.txt"))"}}]
                cleanup: [{name: no-noise, file.absent: {path: "\(scratch.path("files/one.txt.locked"))"}}]

                """
            try scratch.write(Array(other.utf8), to: "scenarios/files.yml")
            let drill = try site.dr().start(["drill", "start", "dies"], in: scratch)
            #expect(try drill.wait(seconds: 60) { try !site.isRunning() })
            let second = try site.dr().run(["drill", "start", "dies", "--quiet"])
            #expect(second.status == 11)
            #expect(second.errors.contains("a drill of this service runs"))
            let elsewhere = try site.dr().run(["drill", "start", "files", "--quiet"])
            #expect(elsewhere.status == 0, "\(elsewhere.errors) \(elsewhere.text)")
            drill.signal(SIGINT)
            #expect(try drill.wait().status == 130)
            #expect(try site.isRunning())
        }
    }
}
