import CLinux
import DRCore
import DRTestSupport

/// The lab of `tools/lab` in a scratch directory, with the shipped scenarios made quicker.
final class LabSite {
    private let scratch: ScratchDirectory
    private let lab: String
    /// What the names of its processes, namespaces and devices hold.
    let marks: [String]
    private let isLoopback: Bool

    /// Why the lab cannot run here; nil when it can.
    static var obstacle: String? {
        guard geteuid() == 0 else { return "needs root" }
        for name in ["haproxy", "python3", "ip", "chattr"] where !Tool.isInstalled(name) { return "needs \(name)" }
        return TestCluster.programs == nil ? "needs PostgreSQL" : nil
    }

    /// The same for a lab whose regions are cut off from each other, with a repository that is closed.
    static var networkObstacle: String? {
        if let obstacle { return obstacle }
        guard TestHost.hasNetworks else { return "network namespaces cannot be made here" }
        return TestHost.freezesFiles ? nil : "files cannot be made immutable here"
    }

    private static var root: String { #filePath.replacing("/Tests/Integration/Drills/LabSite.swift", with: "") }

    /// Makes the lab, with namespaces or with addresses of the loopback; `end` takes it away.
    init(_ scratch: ScratchDirectory, isOnLoopback: Bool = false) throws {
        self.scratch = scratch
        lab = scratch.path("lab")
        chmod(scratch.path, 0o755)
        let run = try Self.tool(lab, ["up", "--rows", "2000"] + (isOnLoopback ? ["--loopback"] : []))
        guard run.status == 0 else { throw DRError(.failed, "the lab does not come up", object: run.errors) }
        let services = String(decoding: try scratch.read("lab/config/lab.yml"), as: UTF8.self)
        let device = services.firstRange(of: "device: drl")
        guard (device == nil) == isOnLoopback else {
            throw DRError(.failed, "the lab has the wrong sort of network", object: services)
        }
        let tag = device.map { services[$0.upperBound...].prefix(4) }
        marks = [lab + "/"] + (tag.map { ["dr-lab-\($0)-", "drl\($0)-"] } ?? [])
        isLoopback = isOnLoopback
        try FileTreeMaker.make(scratch.path("scenarios"))
        let shipped = ScratchDirectory(existing: DrillSite.scenarios)
        for file in try shipped.names() {
            let text = String(decoding: try shipped.read(file), as: UTF8.self)
            let quick = text.replacing("stability: 30s", with: "stability: 2s").replacing(
                "stability: 10s",
                with: "stability: 2s"
            )
            try scratch.write(Array(quick.utf8), to: "scenarios/" + file)
        }
    }

    /// Runs `tools/lab` for this lab.
    func tool(_ verb: String) throws -> Tool.Run {
        try Self.tool(lab, [verb] + (isLoopback ? ["--loopback"] : []))
    }

    private static func tool(_ lab: String, _ words: [String]) throws -> Tool.Run {
        try Tool(root + "/tools/lab", ["DR": try Tool.dr().program]).run(words + ["--at", lab], seconds: 120)
    }

    /// Takes the lab away; what was left, which is nothing when all is well.
    func end() throws -> String {
        let run = try tool("down")
        return run.status == 0 ? "" : run.errors
    }

    /// `dr` with the configuration of the lab and the quicker scenarios.
    func dr() throws -> Tool {
        try Tool.dr([
            "DR_CONFIG": lab + "/config", "DR_ENVIRONMENT": "lab", "DR_SCENARIOS": scratch.path("scenarios"),
        ])
    }

    /// Declares an environment `production` with the same services, which drills may not break, and restores that need leave.
    func addProduction() throws {
        let services = String(decoding: try scratch.read("lab/config/lab.yml"), as: UTF8.self)
        let kept = services.split(separator: "\n").filter { !$0.contains("drill_allowed") }.joined(separator: "\n")
        let layer = """
            \(kept)
            repositories: {primary: {drill_allowed: false}}
            plans: {orders: {retention: production}, orders-files: {retention: production}}
            guardrails: {approvals: {operations: [restore, failover]}}

            """
        try scratch.write(Array(layer.utf8), to: "lab/config/production.yml")
        let folder = Self.root + "/retention"
        let policy = try ScratchDirectory(existing: folder).read("production.yml")
        try scratch.write(policy, to: "lab/config/retention/production.yml")
        // The user of the database reads the configuration too.
        for file in ["production.yml", "retention/production.yml"] { chmod(scratch.path("lab/config/" + file), 0o644) }
    }

    /// A client that reads through the entry what the sentinels of the next outage wrote, until SIGTERM.
    func session(_ scratch: ScratchDirectory) throws -> RunningTool {
        let services = String(decoding: try scratch.read("lab/config/lab.yml"), as: UTF8.self)
        guard let url = services.firstRange(of: "url: \""), let end = services[url.upperBound...].firstIndex(of: "\"")
        else {
            throw DRError(.failed, "the lab has no entry", object: services)
        }
        let script = #filePath.replacing("LabSite.swift", with: "reading_client.py")
        let words =
            [script, String(services[url.upperBound..<end]), lab + "/state/drills", "datacenter-outage-"]
            + (try scratch.names(in: "lab/state/drills"))
        return try Tool("python3").start(words, in: scratch)
    }

    /// What is there of the lab besides its directory: processes, namespaces and devices.
    func traces() throws -> [String] {
        let all = try [["ps", "-eo", "args"], ["ip", "netns", "list"], ["ip", "-o", "link"]].flatMap {
            try Tool($0[0]).run(Array($0.dropFirst())).lines
        }
        return all.filter { line in marks.contains { line.contains($0) } }
    }

    /// What is left of the lab when it was taken away: services of the log end by themselves, soon after their server.
    func tracesLeft() throws -> [String] {
        for _ in 0..<50 where try !traces().isEmpty { usleep(200_000) }
        return try traces()
    }

    /// All that a dry run must leave as it is, as text: files with their times and SHA-256, what the clusters hold and are,
    /// the state of the entry, processes, namespaces and devices.
    ///
    /// The state directory of `dr` is left out, where the record of the dry run lies.
    func state() throws -> [String] {
        let script = """
            import glob, hashlib, os, socket, subprocess, sys
            lab, programs = sys.argv[1:]
            for folder, folders, files in os.walk(lab):
                folders[:] = sorted(f for f in folders if os.path.join(folder, f) != lab + "/state" and f not in ("data", "run", "wal", "locks"))
                for name in sorted(files + [f for f in folders if os.path.islink(os.path.join(folder, f))]):
                    path = os.path.join(folder, name)
                    if name.endswith((".log", ".sock")): continue
                    status = os.lstat(path)
                    body = os.readlink(path).encode() if os.path.islink(path) else open(path, "rb").read()
                    print(path, status.st_mode, status.st_uid, status.st_mtime_ns, hashlib.sha256(body).hexdigest())
            for data in sorted(glob.glob(lab + "/*/data")):
                wanted = ("system identifier", "cluster state", "checkpoint's TimeLineID")
                control = subprocess.run([programs + "/pg_controldata", data], capture_output=True, text=True).stdout
                print(data, [line for line in control.splitlines() if any(w in line for w in wanted)])
                print(data, sorted(n for n in os.listdir(data) if n.endswith((".signal", ".conf"))))
                for table in ("customers", "orders", "ledger", "dr_sentinel"):
                    query = f"SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t"
                    for port in ("5432", "5433"):
                        words = [programs + "/psql", "-XqAt", "-h", os.path.dirname(data) + "/run", "-p", port, "-U", "postgres"]
                        rows = subprocess.run([*words, "-d", "orders", "-c", query], capture_output=True, text=True)
                        if rows.returncode == 0: print(data, table, rows.stdout.strip())
            with socket.socket(socket.AF_UNIX) as proxy:
                proxy.connect(lab + "/haproxy.sock")
                proxy.sendall(b"show servers state\\n")
                for line in proxy.makefile():
                    fields = line.split()
                    if len(fields) > 6: print("entry", fields[1], fields[3], fields[4], fields[6])
            """
        let run = try Tool("python3").run(["-c", script, lab, TestCluster.programs ?? ""])
        guard run.status == 0 else { throw DRError(.failed, "the lab cannot be looked at", object: run.errors) }
        return try run.lines + traces().sorted()
    }

    /// Changes a scenario by replacing a part of it.
    func edit(_ scenario: String, as name: String, _ changes: [(String, String)]) throws {
        var text = String(decoding: try scratch.read("scenarios/\(scenario).yml"), as: UTF8.self)
        for (old, new) in changes {
            guard text.contains(old) else { throw DRError(.failed, "the scenario does not say this", object: old) }
            text = text.replacing(old, with: new)
        }
        try scratch.write(Array(text.utf8), to: "scenarios/\(name).yml")
    }

    /// Rehearses a scenario; the run and the record.
    func drill(_ scenario: String) throws -> (run: Tool.Run, record: [String: Any]) {
        let run = try dr().run(["test", "--scenario", scenario, "--assume-yes", "--json"], seconds: 240)
        let report = try dr().run(["drill", "report", "--format", "json"])
        return (run, try JSONObjects.parse(report.text))
    }
}
