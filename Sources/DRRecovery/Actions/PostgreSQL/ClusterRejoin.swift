import CLinux
import DRCore
import DRPolicy
import DRWorkloads

/// Makes a former primary the standby of another cluster.
struct ClusterRejoin {
    let place: ClusterPlace
    let primary: ClusterPlace

    /// Files of a server's own configuration, which a rewind would replace by those of the other server.
    private static let ownFiles = ["postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf"]

    /// Rewinds the cluster, or copies it anew where that cannot be done, and waits until it streams.
    ///
    /// - Returns: what was done.
    /// - Throws: `DRError` when it does not stream in the time of the step.
    func run(_ context: ActionContext) throws -> String {
        let server = try place.server()
        let source = try primary.connect(context)
        guard try source.takesWrites() else {
            throw DRError(.failed, "this is not a primary that could be followed", object: primary.name)
        }
        // A standby that is ahead of a restored primary streams on the old timeline for a moment, before it is refused.
        let file = try source.query("SELECT pg_walfile_name(pg_current_wal_lsn())").value(0, 0)
        guard let timeline = UInt32(file.prefix(8), radix: 16) else {
            throw DRError(.failed, "no file of a log is called so: \(file)", object: primary.name)
        }
        if try server.process() != nil, try isStreaming(timeline, context) {
            return "streams from \(primary.name) already"
        }
        // Until its first checkpoint the control file of a promoted server names the old timeline.
        _ = try source.query("CHECKPOINT")
        // A standby stops in order; a former primary would first wait for standbys that are not its own any more.
        let isStandby = try server.process() != nil && !place.connect(context).takesWrites()
        try server.stop(gracefully: isStandby, context)
        let way = try rewind(server, context)
        try follow(server)
        try server.start(context)
        guard try context.wait(every: 100_000_000, { try isStreaming(timeline, context) }) else {
            throw DRError(.failed, "the server runs, but does not stream from \(primary.name)", object: place.name)
        }
        return "\(way) and streams from \(primary.name)"
    }

    private func rewind(_ server: ClusterServer, _ context: ActionContext) throws -> String {
        let kept = try Self.ownFiles.map { ($0, try server.read($0)) }
        // pg_rewind lets a server that died recover in single-user mode, which a standby refuses.
        try server.remove("standby.signal")
        do {
            let connection = primary.conninfo(application: "dr") + " dbname=postgres"
            try server.program(
                "pg_rewind",
                ["--target-pgdata", server.data, "--source-server", connection],
                context
            )
            for case (let name, let bytes?) in kept { try server.write(name, bytes) }
            try server.write("standby.signal", [])
            return "was rewound"
        } catch let error as DRError {
            // Whatever comes now, nobody may start it as a second primary.
            try server.write("standby.signal", [])
            try context.check()
            try copyAnew(server, context)
            return "could not be rewound (\(error.message.suffix(200))), was copied anew"
        }
    }

    /// The old directory stays beside the new one until the copy is whole.
    private func copyAnew(_ server: ClusterServer, _ context: ActionContext) throws {
        let (fresh, old) = (server.data + ".dr-new", server.data + ".dr-old")
        if FileBytes.isDirectory(fresh) { try FileTree.remove(fresh) }
        let connection = primary.conninfo(application: "dr")
        try server.program(
            "pg_basebackup",
            ["-D", fresh, "-X", "stream", "-c", "fast", "-d", connection],
            context
        )
        for name in Self.ownFiles {
            guard let bytes = try server.read(name) else { continue }
            try ClusterServer(data: fresh, programs: nil, startCommand: []).write(name, bytes)
        }
        if FileBytes.isDirectory(old) { try FileTree.remove(old) }
        guard rename(server.data, old) == 0, rename(fresh, server.data) == 0 else {
            throw DRError.system("put the copy in the place of", server.data, errno: clinux_errno())
        }
        try FileTree.remove(old)
    }

    /// The last setting of a name holds, so what an earlier primary wrote does no harm, nor the target of a recovery before:
    /// a standby with one would stop there.
    private func follow(_ server: ClusterServer) throws {
        let name = "postgresql.auto.conf"
        let mark = "# Written by dr: the primary that is followed."
        let old = String(decoding: try server.read(name) ?? [], as: UTF8.self)
        let own = old.firstRange(of: mark).map { String(old[..<$0.lowerBound]) } ?? old
        let lines = [
            mark, "primary_conninfo = '\(primary.conninfo(application: place.name))'", "primary_slot_name = ''",
            "recovery_target_timeline = 'latest'",
        ]
        let targets = ["", "_time", "_lsn", "_xid", "_name"].map { "recovery_target\($0) = ''" }
        try server.write(name, Array((own + (lines + targets).joined(separator: "\n") + "\n").utf8))
        try server.write("standby.signal", [])
    }

    /// That the server started says nothing; only the receiver of WAL does.
    private func isStreaming(_ timeline: UInt32, _ context: ActionContext) throws -> Bool {
        do {
            let connection = try place.connect(context)
            let rows = try connection.query(
                "SELECT status, sender_host, sender_port, received_tli FROM pg_stat_wal_receiver"
            )
            guard rows.text(0, 0) == "streaming", rows.text(0, 3) == String(timeline) else { return false }
            return rows.text(0, 1) == primary.settings.host && rows.text(0, 2) == String(primary.settings.port)
        } catch let error as DRError where error.code == .storageUnreachable || error.code == .tryLater {
            return false
        }
    }
}
