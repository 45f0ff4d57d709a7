import CLinux
import DRCore
import DRTestSupport

/// An order service behind HAProxy on free ports of the loopback, with a configuration that drills may use.
final class DrillSite {
    let scratch: ScratchDirectory
    let entry: Int
    private let certificate: TestCertificate?
    private var running: [RunningTool] = []

    /// Starts everything; it ends with the object.
    ///
    /// - Parameter isEncrypted: whether the entry speaks https alone.
    init(_ scratch: ScratchDirectory, isEncrypted: Bool = false) throws {
        self.scratch = scratch
        certificate = isEncrypted ? try TestCertificate(for: "IP:127.0.0.1", in: scratch) : nil
        let application = try Self.freePort()
        entry = try Self.freePort()
        for (release, health) in [("good", "ok"), ("broken", "error")] {
            try FileTreeMaker.make(scratch.path("app/releases/\(release)"))
            try scratch.write(Array(health.utf8), to: "app/releases/\(release)/health")
        }
        guard symlink("good", scratch.path("app/releases/current")) == 0 else {
            throw DRError.system("link", "current", errno: clinux_errno())
        }
        if let certificate {
            let pair = try [certificate.certificate, certificate.key].flatMap { path in
                try scratch.read(String(path.dropFirst(scratch.path.count + 1)))
            }
            try scratch.write(pair, to: "entry.pem")
        }
        try scratch.write(Array(proxy(application).utf8), to: "haproxy.cfg")
        try scratch.write(Array(configuration(application).utf8), to: "base.yml")
        try scratch.write(Array("state_directory: \(scratch.path("state"))\n".utf8), to: "lab.yml")
        try FileTreeMaker.make(scratch.path("retention"))
        try scratch.write(Array("keep: {daily: 7}\n".utf8), to: "retention/any.yml")
        try scratch.write(Array("secret\n".utf8), to: "key")
        let service = Tool("python3")
        running.append(
            try service.start([Self.serviceScript, String(application), scratch.path("app")], in: scratch)
        )
        running.append(try Tool("haproxy").start(["-db", "-f", scratch.path("haproxy.cfg")], in: scratch))
    }

    private static var serviceScript: String {
        #filePath.replacing("DrillSite.swift", with: "order_service.py")
    }

    /// The folder of the shipped scenarios.
    static var scenarios: String { #filePath.replacing("Tests/Integration/Drills/DrillSite.swift", with: "scenarios") }

    /// `dr` with this configuration.
    func dr() throws -> Tool {
        var variables = ["DR_CONFIG": scratch.path, "DR_ENVIRONMENT": "lab"]
        variables["SSL_CERT_FILE"] = certificate?.certificate
        return try Tool.dr(variables)
    }

    private var url: String { "\(certificate == nil ? "http" : "https")://127.0.0.1:\(entry)" }

    /// Waits until the entry answers.
    func awaitEntry() throws {
        for _ in 0..<200 {
            let run = try Tool("curl").run(["-fsk", url + "/health"])
            if run.status == 0 { return }
            usleep(50_000)
        }
        throw DRError(.failed, "the entry does not answer", object: try running.map { try $0.errors() }.joined())
    }

    /// A port that nobody uses now.
    static func freePort() throws -> Int {
        let found = try Tool("python3").run([
            "-c", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])",
        ])
        guard let port = Int(found.lines.first ?? "") else { throw DRError(.failed, "there is no free port") }
        return port
    }

    private func proxy(_ application: Int) -> String {
        """
        global
            stats socket \(scratch.path("haproxy.sock")) mode 600 level admin
        defaults
            mode http
            timeout connect 1s
            timeout client 5s
            timeout server 5s
        frontend entry
            bind 127.0.0.1:\(entry)\(certificate == nil ? "" : " ssl crt " + scratch.path("entry.pem"))
            default_backend orders
        backend orders
            server east 127.0.0.1:\(application)

        """
    }

    private func configuration(_ application: Int) -> String {
        let start = ["python3", Self.serviceScript, String(application), scratch.path("app")]
        return """
            state_directory: \(scratch.path("state"))
            repositories: {primary: {url: \(scratch.path("repository")), password: {file: \(scratch.path("key"))}}}
            plans: {orders: {files: {paths: [\(scratch.path("app"))]}, repository: primary, schedule: {full: hourly}, retention: any}}
            services:
              orders-entry: {http: {url: "\(url)"}}
              orders-releases: {drill_allowed: true, release: {directory: \(scratch.path("app/releases"))}}
              orders-proxy: {drill_allowed: true, haproxy: {socket: \(scratch.path("haproxy.sock"))}}
              orders-app:
                drill_allowed: true
                process: {pid_file: \(scratch.path("app/service.pid")), matches: order_service, start: [\(start.joined(separator: ", "))]}
              orders-files: {drill_allowed: true, directory: {path: \(scratch.path("files"))}}

            """
    }
}
