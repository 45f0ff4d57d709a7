import CLinux
import DRCore
import DRRepository
import DRTestSupport
import DRWorkloads
import Testing

/// Base backups of a server over the network, and of a standby.
@Suite("Base backups from afar and of standbys", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct DistantClusterTests {
    /// Recovers to a moment and compares with what was committed until then.
    private func check(_ base: BaseLab, _ ledger: Ledger, _ moment: Timestamp, _ name: String) throws {
        let copy = try base.recover(["--at", RFC3339.format(moment)], to: name)
        let state = try Ledger.state(copy)
        #expect(ledger.bounds(at: moment).contains(state.last), "\(name)")
        #expect(state.count == state.last)
        try copy.check(base.lab.cluster)
        try copy.stop()
    }

    @Test(
        "each is recovered to a moment, with exactly what was committed then",
        .tags(.large),
        .hangLimit
    )
    func both() throws {
        // An address of the loopback network, so that the usual port is free.
        let address = "127.\(UInt8.random(in: 1...250)).\(UInt8.random(in: 1...250)).\(UInt8.random(in: 1...250))"
        try BaseLab.with(rate: 100, settings: ["listen_addresses = '\(address)'"]) { base in
            let lab = base.lab
            let access = "host all all \(address)/32 scram-sha-256\nhost replication all \(address)/32 scram-sha-256\n"
            try ScratchDirectory(existing: lab.cluster.data).append(access, to: "pg_hba.conf")
            try lab.cluster.sql("ALTER ROLE postgres PASSWORD 'secret:\\word'; SELECT pg_reload_conf()")
            try lab.scratch.write(Array("secret:\\word\n".utf8), to: "run/pgpass", mode: 0o600)
            let ledger = try Ledger(lab.cluster)

            try lab.configure(service: "{host: \(address), password: {file: \(lab.scratch.path("run/pgpass"))}}")
            try base.backUp()
            usleep(1_200_000)
            let afar = Timestamp.now
            usleep(1_200_000)
            try base.backUp("--incremental")
            let remote = try base.bases()
            #expect(remote.map(\.record.isFromStandby) == [false, false])
            // All of it is sent again; little of it is new.
            let added = remote.map { $0.snapshot.summary?.dataAdded ?? 0 }
            #expect(added[1] < added[0] * 2 / 3)

            let standby = try TestCluster(lab.scratch, copying: lab.cluster, "standby")
            try standby.configure([
                "listen_addresses = ''", "primary_conninfo = 'host=\(lab.cluster.socket) user=postgres'",
            ])
            try ScratchDirectory(existing: standby.data).write([], to: "standby.signal", mode: 0o666)
            try standby.start()
            try lab.configure(service: "{host: \(standby.socket), data_directory: \(standby.data)}")
            try base.backUp()
            #expect(try base.bases().last?.record.isFromStandby == true)
            usleep(1_200_000)
            let beside = Timestamp.now
            usleep(1_200_000)
            try standby.stop()
            try ledger.stop()
            try lab.archiveAll()
            try lab.configure()
            try check(base, ledger, afar, "afar")
            try check(base, ledger, beside, "beside")
        }
    }
}

extension ScratchDirectory {
    /// Adds text to a file.
    fileprivate func append(_ text: String, to name: String) throws {
        let file = try FileDescriptor.open(path(name), O_WRONLY | O_APPEND)
        try Array(text.utf8).withUnsafeBytes { try file.writeAll($0, path: name) }
    }
}
