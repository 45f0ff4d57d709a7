import CLinux
import DRCore
import DRTestSupport
import Testing

@Suite("Drills that are killed", .tags(.large), .enabled(if: Tool.isInstalled("python3"), "needs python3"))
struct KilledDrillTests {
    private static let scenario = """
        title: The process dies
        service: orders-app
        objectives: {rto: 1m, stability: 100ms}
        steady_state:
          - {name: well, process.running: {service: orders-app}, retries: 20, retry_after: 100ms}
        fault:
          do:
            - {name: encrypt, corrupt.encrypt: {service: orders-files}, reverse: {corrupt.undo: {service: orders-files}}}
            - {name: pause-one, wait: {for: 30ms}}
            - {name: break, process.kill: {service: orders-app}, reverse: {process.start: {service: orders-app}}}
            - {name: pause-two, wait: {for: 30ms}}
          took_effect:
            - {name: broken, process.absent: {service: orders-app}}
        detection:
          probes: [{name: runs, process.running: {service: orders-app}}]
          every: 30ms
          failures: 2
        recovery:
          - {name: pause-three, wait: {for: 30ms}}
          - {name: mend, phase: recover, process.start: {service: orders-app}, reverse: {none: it runs at the end}}
          - {name: pause-four, wait: {for: 30ms}}
        validation:
          - {name: mended, process.running: {service: orders-app}}
        cleanup:
          - {name: no-noise, file.absent: {path: "${services.orders-files.directory.path}/one.txt.locked"}}

        """

    @Test(
        "whenever the process is killed, another one brings the steady state back",
        arguments: zip([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24], ["rollback", "resume"].cycled(11))
    )
    func killed(lines: Int, verb: String) throws {
        try ScratchDirectory.with { scratch in
            let site = try ProcessSite(scratch, scenario: Self.scenario)
            defer { site.end() }
            let before = try site.files()
            let drill = try site.dr().start(["drill", "start", "dies"], in: scratch)
            let journal = "state/drills"
            _ = try drill.wait(seconds: 60) {
                guard let id = try? scratch.names(in: journal).first(where: { $0.hasPrefix("dies-") }),
                    let bytes = try? scratch.read("\(journal)/\(id)/journal.jsonl")
                else { return false }
                return bytes.count { $0 == UInt8(ascii: "\n") } >= lines
            }
            drill.signal(SIGKILL)
            _ = try drill.wait()
            let again = try site.dr().run(["drill", verb, "latest", "--quiet"])
            // One that had ended already, or had changed nothing, is refused as having nothing to undo.
            #expect([0, 2].contains(again.status), "\(again.errors)")
            #expect(try site.isRunning())
            #expect(try site.files() == before)
            let list = try site.dr().run(["drill", "list", "--json"])
            #expect(!list.text.contains("\"unfinished\""))
            let next = try site.dr().run(["drill", "start", "dies", "--quiet"])
            #expect(next.status == 0, "\(next.errors) \(next.text)")
        }
    }

    @Test("SIGTERM stops it in good order, and it undoes what it did")
    func terminated() throws {
        try ScratchDirectory.with { scratch in
            let slow = Self.scenario.replacing(
                "{name: pause-two, wait: {for: 30ms}}",
                with: "{name: pause-two, wait: {for: 30s}}"
            )
            let site = try ProcessSite(scratch, scenario: slow)
            defer { site.end() }
            let before = try site.files()
            let drill = try site.dr().start(["drill", "start", "dies"], in: scratch)
            _ = try drill.wait(seconds: 60) { try !site.isRunning() }
            drill.signal(SIGTERM)
            let run = try drill.wait()
            #expect(run.status == 130)
            #expect(run.text.contains("interrupted"))
            #expect(try site.isRunning())
            #expect(try site.files() == before)
        }
    }

    @Test("the stop lever stops it within two seconds", .hangLimit)
    func lever() throws {
        try ScratchDirectory.with { scratch in
            let slow = Self.scenario.replacing(
                "{name: pause-two, wait: {for: 30ms}}",
                with: "{name: pause-two, wait: {for: 10m}}"
            )
            let site = try ProcessSite(scratch, scenario: slow)
            defer { site.end() }
            let drill = try site.dr().start(["drill", "start", "dies"], in: scratch)
            _ = try drill.wait(seconds: 60) { try !site.isRunning() }
            #expect(try site.dr().run(["drill", "stop-all"]).status == 0)
            let run = try drill.wait(seconds: 30)
            #expect(run.text.contains("the stop lever was pulled"))
            #expect(try site.isRunning())
            #expect(try site.dr().run(["drill", "start", "dies", "--quiet"]).status == 18)
            #expect(try site.dr().run(["drill", "stop-all", "--release"]).status == 0)
        }
    }
}

extension [String] {
    /// So many elements, the list again and again.
    fileprivate func cycled(_ count: Int) -> [String] { (0..<count).map { self[$0 % self.count] } }
}
