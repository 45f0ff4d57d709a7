import DRCore
import DRTestSupport
import Testing

@Suite(
    "Drills that recover from a backup",
    .tags(.large),
    .enabled(if: Tool.isInstalled("haproxy") && Tool.isInstalled("python3"), "needs haproxy and python3"),
    .hangLimit
)
struct StaleBackupTests {
    private static let scenario = """
        title: The data of the service is lost
        service: orders-entry
        objectives: {rto: 1m, rpo: 1s, stability: 500ms, designed_loss: 0s}
        steady_state:
          - {name: healthy, http.check: {url: "${services.orders-entry.http.url}/health"}, retries: 20, retry_after: 100ms}
        sentinels:
          orders:
            write: "${services.orders-entry.http.url}/sentinels"
            read: "${services.orders-entry.http.url}/sentinels?drill=${drill.id}"
            rate: 20
            writers: 1
            warm_up: 60
        fault:
          do:
            - {name: break, process.kill: {service: orders-app}, reverse: {process.start: {service: orders-app}}}
          took_effect:
            - {name: broken, http.fails: {url: "${services.orders-entry.http.url}/health"}}
        detection:
          probes: [{name: answers, http.check: {url: "${services.orders-entry.http.url}/health"}}]
          every: 50ms
          failures: 2
        recovery:
          - name: bring-back
            phase: recover
            backup.restore: {plan: orders, service: orders-data, delete: true}
            reverse: {none: a test}
          - {name: start, process.start: {service: orders-app}, reverse: {none: it runs at the end}}
        validation:
          - {name: back, http.check: {url: "${services.orders-entry.http.url}/health"}, retries: 50, retry_after: 100ms}
        cleanup:
          - {name: runs, process.running: {service: orders-app}}

        """

    @Test(
        "a backup from before the data misses the RPO, however quick the restore was; a precheck of its age stops the drill"
    )
    func stale() throws {
        try ScratchDirectory.with { scratch in
            let site = try DrillSite(scratch)
            try site.awaitEntry()
            let layer =
                "services: {orders-data: {drill_allowed: true, directory: {path: \"\(scratch.path("app"))\"}}}\n"
            try scratch.write(Array(layer.utf8), to: "lab.yml")
            try FileTreeMaker.make(scratch.path("scenarios"))
            try scratch.write(Array(Self.scenario.utf8), to: "scenarios/lost-data.yml")
            let dr = try site.dr()
            let made = try dr.run([
                "init", "--repo", scratch.path("repository"), "--password-file", scratch.path("key"),
            ])
            #expect(made.status == 0, "\(made.errors)")
            let backup = try dr.run(["backup", "orders", "--quiet"])
            #expect(backup.status == 0, "\(backup.errors)")

            let run = try dr.run(["drill", "start", "lost-data", "--quiet"])
            #expect(run.status == 19, "\(run.errors) \(run.text)")
            let record = try JSONObjects.parse(dr.run(["drill", "report", "--format", "json"]).text)
            let rto = try #require(record["rto"] as? [String: Any])
            let rpo = try #require(record["rpo"] as? [String: Any])
            #expect(rto["verdict"] as? String == "MET")
            #expect(rpo["verdict"] as? String == "MISSED")
            #expect(rpo["is_lower_bound"] as? Bool == true)
            #expect(rpo["achieved_seconds"] as? Double ?? 0 > 1)
            #expect(rpo["designed_seconds"] as? Double == 0)
            let sentinel = try #require((record["sentinels"] as? [[String: Any]])?.first)
            #expect(sentinel["lost"] as? Int ?? 0 >= 60)

            let checked = Self.scenario.replacing(
                "steady_state:",
                with: "prechecks: [{name: fresh, backup.fresh: {plan: orders, max_age: 1s}}]\nsteady_state:"
            )
            try scratch.write(Array(checked.utf8), to: "scenarios/lost-data.yml")
            let refused = try dr.run(["drill", "start", "lost-data"])
            #expect(refused.status == 1)
            #expect(refused.text.contains("aborted"), "\(refused.text)")
        }
    }
}
