import DRCore
import DRWorkloads

/// Reads and checks everything in a recovered cluster.
struct ClusterInspection {
    private let server: ScratchServer
    private let record: BaseBackupRecord
    private let statements: [String]
    private let context: JobContext

    init(_ server: ScratchServer, _ record: BaseBackupRecord, _ statements: [String], _ context: JobContext) {
        self.server = server
        self.record = record
        self.statements = statements
        self.context = context
    }

    /// Checks the structure of all relations and indexes, dumps all databases to nowhere, and asks the statements of the
    /// plan; what is wrong becomes a finding.
    func run(_ findings: inout ClusterFindings) throws {
        try timed("amcheck", &findings, checkRelations)
        try timed("dump", &findings, dump)
        if !statements.isEmpty { try timed("statements", &findings, ask) }
    }

    private func timed(
        _ name: String,
        _ findings: inout ClusterFindings,
        _ body: (inout ClusterFindings) throws -> Void
    ) throws {
        let begin = Timestamp.now
        let skipped = findings.skipped.count
        try body(&findings)
        if findings.skipped.count == skipped {
            findings.checks.append((name, Timestamp.now.seconds(since: begin)))
        }
    }

    private func checkRelations(_ findings: inout ClusterFindings) throws {
        let known = try server.connect().query("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'").count
        guard record.serverVersion >= 140_000, known > 0 else {
            findings.skipped.append("amcheck: the extension is not installed on this machine, or the server is too old")
            return
        }
        let words =
            ["pg_amcheck"] + server.place
            + ["--all", "--install-missing", "--heapallindexed", "--jobs=2", "--no-strict-names"]
        try problem(in: "pg_amcheck", &findings) { try server.program(words, output: $0) }
    }

    private func dump(_ findings: inout ClusterFindings) throws {
        for database in try databases() {
            var bytes = 0
            try problem(in: "pg_dump \(database)", &findings, keepsOutput: false) { output in
                try server.program(["pg_dump"] + server.place + ["-Fc", "-Z0", database]) { part in
                    bytes += part.count
                    try output(part)
                }
            }
            findings.databases += 1
            findings.dumpedBytes += bytes
        }
    }

    private func databases() throws -> [String] {
        let rows = try server.connect("template1").query(
            "SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1"
        )
        return try (0..<rows.count).map { try rows.value($0, 0) }
    }

    /// Runs a program; when it fails, the end of what it printed is a finding.
    private func problem(
        in name: String,
        _ findings: inout ClusterFindings,
        keepsOutput: Bool = true,
        _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        var said: [UInt8] = []
        do {
            try body { part in
                guard keepsOutput else { return }
                said += part
                if said.count > 8192 { said.removeFirst(said.count - 4096) }
            }
        } catch let error as DRError where error.code == .restoreVerificationFailed {
            let lines = String(decoding: said, as: UTF8.self).split(separator: "\n").suffix(5).joined(separator: " | ")
            findings.problems.append("\(error.message)\(lines.isEmpty ? "" : ": " + lines)")
            context.note("\(name): \(error.message)")
        }
    }

    /// Asks the statements; one that begins with the name of a database and a colon is asked there.
    private func ask(_ findings: inout ClusterFindings) throws {
        for statement in statements {
            let (database, text) = CheckStatement.parse(statement)
            do {
                let connection = try server.connect(database)
                // Statements of users name tables without their schema.
                _ = try connection.query("SET search_path TO \"$user\", public")
                let rows = try connection.query(text)
                let value = rows.text(0, 0) ?? "nothing"
                if !["t", "true", "on", "1"].contains(value.lowercased()) {
                    findings.problems.append("the check returned \(value): \(statement)")
                }
            } catch let error as DRError where error.code == .failed || error.code == .storageUnreachable {
                findings.problems.append("the check failed, \(error.message): \(statement)")
            }
        }
    }

    /// Checks all pages of a data directory whose server was stopped.
    func checkPages(_ data: String, _ findings: inout ClusterFindings) throws {
        guard record.hasPageChecksums else {
            findings.skipped.append("page checksums: the cluster has none")
            return
        }
        try timed("page_checksums", &findings) { findings in
            try problem(in: "pg_checksums", &findings) {
                try server.program(["pg_checksums", "--check", "-D", data], output: $0)
            }
        }
    }
}
