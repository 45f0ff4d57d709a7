import CLinux
import DRCore
import DRTestSupport
import Testing

@Suite(
    "Drills in the lab",
    .tags(.large),
    .enabled(if: LabSite.networkObstacle == nil, "\(LabSite.networkObstacle ?? "")"),
    .serialized,
    .hangLimit
)
struct LabTests {
    @Test("the shipped scenarios pass, dry runs change nothing, and nothing is left of the lab")
    func scenarios() throws {
        try ScratchDirectory.with { scratch in
            let site = try LabSite(scratch)
            #expect(try site.traces().count > 6)
            do {
                #expect(try site.tool("status").status == 0)
                let check = try site.dr().run(["scenario", "check", "-e", "lab"])
                #expect(check.status == 0, "\(check.errors)")
                let before = try site.state()
                #expect(before.count > 60)
                let dry = try site.dr().run(["test", "--all", "--dry-run", "--json"], seconds: 240)
                #expect(dry.status == 0, "\(dry.errors)")
                let verdicts = try JSONObjects.lines(dry, "drill").map { $0["verdict"] as? String }
                #expect(verdicts.count > 4 && verdicts.allSatisfy { $0 == "NOT_MEASURED" }, "\(verdicts)")
                // Meanwhile the daemon stores the log of the server; nothing that was there may be another.
                let after = try site.state().filter { before.contains($0) || !$0.contains("/repository/") }
                #expect(after == before, "\(Set(after).symmetricDifference(before).sorted())")
                try site.addProduction()
                let full = try site.dr().run(["backup", "--full", "-e", "production"], seconds: 120)
                #expect(full.status == 0, "\(full.errors)")
                let rehearsal = try site.dr().run(
                    ["test", "--all", "--dry-run", "-e", "production", "--json"],
                    seconds: 240
                )
                #expect(rehearsal.status == 0, "\(rehearsal.errors)")
                #expect(try JSONObjects.lines(rehearsal, "drill").count == verdicts.count)
                // Nothing is marked there, so a drill that is none is refused.
                #expect(
                    try site.dr().run(["test", "--scenario", "application-failure", "-e", "production"]).status == 18
                )
                for name in [
                    "application-failure", "database-corruption", "datacenter-outage", "database-page-corruption",
                    "security-breach",
                ] {
                    let reader = try name == "datacenter-outage" ? site.session(scratch) : nil
                    let (run, record) = try site.drill(name)
                    #expect(run.status == 0, "\(name): \(run.errors)")
                    if let reader {
                        // What a client has read stays, through the failover and back, but for what was lost.
                        reader.signal(SIGTERM)
                        let seen = try JSONObjects.parse(reader.wait().text)
                        let lost = (record["sentinels"] as? [[String: Any]])?.first?["lost"] as? Int
                        #expect(seen["reads"] as? Int ?? 0 > 20)
                        #expect(seen["vanished"] as? Int ?? .max <= lost ?? 0, "\(seen)")
                        #expect(seen["disordered"] as? Int == 0)
                    }
                    #expect(record["verdict"] as? String == "PASS", "\(name): \(record["reasons"] ?? "")")
                    #expect((record["rto"] as? [String: Any])?["verdict"] as? String == "MET")
                    #expect((record["rpo"] as? [String: Any])?["verdict"] as? String == "MET")
                    #expect(try site.tool("status").status == 0, "\(name)")
                }
                let audit = try site.dr().run(["audit", "verify"])
                #expect(audit.status == 0, "\(audit.errors)")
            } catch {
                _ = try site.end()
                throw error
            }
            #expect(try site.end() == "")
            #expect(try site.tracesLeft() == [])
            #expect(try !scratch.names().contains("lab"))
        }
    }

    @Test("files that an intruder did encrypt are back for good, as they were in the last clean restore point")
    func breach() throws {
        try ScratchDirectory.with { scratch in
            let site = try LabSite(scratch)
            do {
                let files = scratch.path("lab/files")
                let list = ["-c", "cd '\(files)' && find . -type f -exec sha256sum {} + | sort"]
                for _ in 0..<2 { #expect(try site.dr().run(["backup", "orders-files"]).status == 0) }
                #expect(try site.tool("replicate").status == 0)
                let before = try Tool("sh").run(list).lines
                #expect(before.count > 100)
                let noise = """
                    for file in $(find '\(files)' -type f); do
                        head -c 3000 /dev/urandom >"$file" && mv "$file" "$file.locked"
                    done
                    """
                #expect(try Tool("sh").run(["-c", noise]).status == 0)
                #expect(try site.dr().run(["backup", "orders-files"]).status == 0)
                let words = ["drill", "start", "security-breach", "--live", "--confirm", "lab", "--assume-yes"]
                let run = try site.dr().run(words, seconds: 240)
                #expect(run.status == 0, "\(run.errors)")
                #expect(try Tool("sh").run(list).lines == before)
                #expect(try site.tool("status").status == 0)
            } catch {
                _ = try site.end()
                throw error
            }
            #expect(try site.end() == "")
        }
    }

    @Test("what goes wrong in a failover goes red: lost writes are counted, a second writer is seen")
    func negativeControls() throws {
        try ScratchDirectory.with { scratch in
            let site = try LabSite(scratch)
            do {
                // The standby stops receiving a while before the site fails: what was acknowledged since is lost.
                try site.edit(
                    "datacenter-outage",
                    as: "cut-before",
                    [
                        ("standby-streams", "standby-streamed"),
                        (
                            "    - name: site-fails",
                            """
                                - name: replication-stops
                                  sql.execute:
                                    service: orders-db-west
                                    statement: ALTER SYSTEM SET primary_conninfo = ''
                                  reverse: {none: joining again sets it}
                                - name: west-takes-it-up
                                  sql.execute: {service: orders-db-west, statement: SELECT pg_reload_conf()}
                                  reverse: {none: joining again sets it}
                                - {name: a-while, wait: {for: 1s}}
                                - name: site-fails
                            """
                        ),
                    ]
                )
                let (cut, lossy) = try site.drill("cut-before")
                let sentinels = try #require((lossy["sentinels"] as? [[String: Any]])?.first, "\(cut.errors)")
                #expect((sentinels["lost"] as? Int ?? 0) > 0, "\(cut.errors)")
                #expect(sentinels["holes"] as? Int == 0)
                #expect(((lossy["rpo"] as? [String: Any])?["achieved_seconds"] as? Double ?? 0) > 0.5)
                #expect(try site.tool("status").status == 0, "\(cut.errors)")

                // Nobody fences: the old primary goes on inside its site while the new one takes writes.
                try site.edit(
                    "datacenter-outage",
                    as: "no-fence",
                    [
                        (
                            "    postgres.fence: {service: orders-db-east}\n    reverse: {none: the rollback looks who serves and gives it its place back}",
                            "    wait: {for: 10ms}"
                        ),
                        (
                            "    postgres.fenced: {service: orders-db-east}",
                            "    network.unlinked: {service: east-network}"
                        ),
                    ]
                )
                let (split, unsafe) = try site.drill("no-fence")
                #expect(split.status == 1, "\(split.errors)")
                #expect(unsafe["verdict"] as? String == "FAIL")
                let writers = unsafe["single_writer"] as? [String: Any]
                #expect((writers?["violations"] as? Int ?? 0) > 0, "\(split.errors)")
                #expect(try site.tool("status").status == 0, "\(split.errors)")
            } catch {
                _ = try site.end()
                throw error
            }
            #expect(try site.end() == "")
        }
    }

    @Test(
        "a drill whose process is killed in the middle of a failover is brought back",
        arguments: ["fence-east", "promote-west"]
    )
    func killed(step: String) throws {
        try ScratchDirectory.with { scratch in
            let site = try LabSite(scratch)
            do {
                let drill = try site.dr().start(["drill", "start", "datacenter-outage", "--assume-yes"], in: scratch)
                let journals = ScratchDirectory(existing: scratch.path("lab/state"))
                _ = try drill.wait(seconds: 60) {
                    guard let id = try? journals.names(in: "drills").first(where: { $0.hasPrefix("datacenter") }),
                        let bytes = try? journals.read("drills/\(id)/journal.jsonl")
                    else { return false }
                    return String(decoding: bytes, as: UTF8.self).contains("\"kind\":\"intent\",\"step\":\"\(step)\"")
                }
                drill.signal(9)
                _ = try drill.wait()
                let verb = step == "fence-east" ? "rollback" : "resume"
                let again = try site.dr().run(
                    ["drill", verb, "latest", "--quiet"] + (verb == "resume" ? ["--assume-yes"] : []),
                    seconds: 240
                )
                #expect(again.status == 0, "\(again.errors)")
                #expect(try site.tool("status").status == 0, "\(again.errors)")
            } catch {
                _ = try site.end()
                throw error
            }
            #expect(try site.end() == "")
        }
    }
}
