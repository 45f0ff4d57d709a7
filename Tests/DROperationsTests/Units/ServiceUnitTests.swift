import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("The unit of systemd", .tags(.medium))
struct ServiceUnitTests {
    private func installation(_ scratch: ScratchDirectory) throws -> Installation {
        try TestInstallation.make(
            """
            state_directory: /var/lib/dr
            repositories:
              main: {url: /srv/backup 100%/repository, password: {credential: repository.key}}
              near: {url: /var/lib/dr/repository, password: {credential: near.key}}
            plans:
              app:
                files: {paths: [/srv/app, /etc]}
                repository: main
                retention: all
                schedule: {full: daily at 02:00}
            metrics: {textfile: /var/lib/node_exporter/dr.prom}
            """,
            clock: try FakeClock("05-04T00:00")
        )
    }

    private func unit(_ installation: Installation, isUser: Bool = false, systemd: Int? = 252) -> ServiceUnit {
        ServiceUnit(
            installation,
            ServiceUnit.Service(
                program: "/usr/local/bin/dr",
                configuration: "/etc/dr $x",
                isUser: isUser,
                systemd: systemd
            )
        )
    }

    @Test("paths, credentials and the command follow from the configuration")
    func lines() throws {
        try ScratchDirectory.with { scratch in
            let unit = unit(try installation(scratch))
            let lines = unit.text.split(separator: "\n").map(String.init)
            #expect(unit.name == "dr-test.service")
            for line in [
                "RequiresMountsFor=/etc /srv/app \"/srv/backup 100%%/repository\" /var/lib/dr /var/lib/dr/repository "
                    + "/var/lib/node_exporter",
                "ReadWritePaths=\"-/srv/backup 100%%/repository\" -/var/lib/dr -/var/lib/node_exporter",
                "LoadCredential=near.key:/etc/credstore/near.key",
                "LoadCredential=repository.key:/etc/credstore/repository.key",
                "ExecStart=/usr/local/bin/dr schedule run --config \"/etc/dr $$x\" --environment test",
                "Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "Restart=on-failure", "ProtectSystem=strict",
                "WantedBy=multi-user.target",
            ] {
                #expect(lines.contains(line), "\(line)\n\(unit.text)")
            }
        }
    }

    @Test(
        "systemd from 253 on waits for the reload",
        arguments: [(252, false), (253, true), (257, true), (nil, false)]
    )
    func reload(systemd: Int?, waits: Bool) throws {
        try ScratchDirectory.with { scratch in
            let text = unit(try installation(scratch), systemd: systemd).text
            #expect(text.contains("\nType=notify-reload\n") == waits)
            #expect(text.contains("ExecReload") != waits)
        }
    }

    @Test("a cluster's log is served, and its restores are tried, where the unit allows it", arguments: [true, false])
    func cluster(hasOwnSocket: Bool) throws {
        try ScratchDirectory.with { scratch in
            let socket = hasOwnSocket ? ", wal: {socket: /srv/wal/orders.sock}" : ""
            let installation = try TestInstallation.make(
                """
                state_directory: /var/lib/dr
                repositories:
                  main: {url: /srv/backup, password: {credential: repository.key}}
                services:
                  orders-db: {postgresql: {host: /run/postgresql, data_directory: /srv/data}}
                plans:
                  orders:
                    postgresql: {cluster: orders-db\(socket)}
                    repository: main
                    retention: all
                    schedule: {full: daily at 02:00}
                """,
                clock: try FakeClock("05-04T00:00")
            )
            let lines = unit(installation).text.split(separator: "\n").map(String.init)
            let own = hasOwnSocket ? " -/srv/wal" : ""
            #expect(lines.contains("ReadWritePaths=-/srv/backup\(own) -/var/lib/dr -/var/tmp"), "\(lines)")
            #expect(lines.contains("RuntimeDirectory=dr") == !hasOwnSocket)
            #expect(lines.contains("RuntimeDirectoryPreserve=yes") == !hasOwnSocket)
        }
    }

    @Test("a user's unit needs no rights of the system")
    func user() throws {
        try ScratchDirectory.with { scratch in
            let text = unit(try installation(scratch), isUser: true).text
            #expect(text.contains("WantedBy=default.target"))
            for word in ["CapabilityBoundingSet", "ProtectSystem", "network-online"] { #expect(!text.contains(word)) }
        }
    }

    @Test(
        "systemd takes the unit, and finds it closed",
        .tags(.large),
        .enabled(if: Tool.isInstalled("systemd-analyze"), "systemd-analyze is not installed"),
        arguments: [false, true]
    )
    func systemd(isUser: Bool) throws {
        try ScratchDirectory.with { scratch in
            let unit = unit(try installation(scratch), isUser: isUser)
            // The program must exist for the check.
            let text = unit.text.replacing("/usr/local/bin/dr", with: "/bin/true")
            try scratch.write(Array(text.utf8), to: unit.name)
            let path = scratch.path(unit.name)
            let analyze = Tool("systemd-analyze", ["XDG_RUNTIME_DIR": scratch.path, "HOME": scratch.path])
            let verify = try analyze.run((isUser ? ["--user"] : []) + ["--man=no", "verify", path])
            #expect(verify.status == 0)
            #expect(!verify.errors.contains(unit.name), "\(verify.errors)")
            guard !isUser else { return }
            // Exposure from 0 to 10; "medium" ends at 5. A backup reads all files, so it cannot be lower than so.
            let security = try analyze.run(["security", "--offline=true", "--threshold=50", path])
            #expect(security.status == 0, "\(security.text)\(security.errors)")
        }
    }
}
