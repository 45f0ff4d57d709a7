import DRPolicy

/// The unit of systemd that keeps a scheduler running.
package struct ServiceUnit: Sendable {
    /// What is run, and as whom.
    package struct Service: Sendable {
        /// The program of `dr`, as an absolute path.
        package var program: String
        /// The folder of the configuration, as an absolute path.
        package var configuration: String
        /// Whether it runs under the manager of a user rather than of the system.
        package var isUser: Bool
        /// The version of systemd; nil when it is not known.
        package var systemd: Int?

        /// Takes the parts.
        package init(program: String, configuration: String, isUser: Bool, systemd: Int?) {
            self.program = program
            self.configuration = configuration
            self.isUser = isUser
            self.systemd = systemd
        }
    }

    /// The name of the unit, such as `dr-production.service`.
    package let name: String
    /// The text of the unit.
    package let text: String

    /// The unit of an environment.
    package init(_ installation: Installation, _ service: Service) {
        name = "dr-\(installation.environment).service"
        let paths = ServicePaths(installation)
        let command = [
            service.program, "schedule", "run", "--config", service.configuration, "--environment",
            installation.environment,
        ]
        // There is no limit of starts: a configuration that is mended days later must find a scheduler that tries again.
        text = """
            # Made by 'dr schedule install'; changes belong into a drop-in: systemctl edit \(name)
            [Unit]
            Description=dr, backups of \(installation.environment)
            Documentation=man:dr(1)
            \(service.isUser ? "" : "Wants=network-online.target\nAfter=network-online.target time-sync.target\n")\
            RequiresMountsFor=\(paths.mounted.map(UnitText.word).joined(separator: " "))
            StartLimitIntervalSec=0

            [Service]
            \(Self.type(service))
            ExecStart=\(command.map(UnitText.argument).joined(separator: " "))
            WatchdogSec=3min
            Restart=on-failure
            RestartSec=30s
            TimeoutStopSec=90s
            KillMode=mixed
            UMask=0077
            Nice=10
            IOSchedulingClass=best-effort
            IOSchedulingPriority=7
            LogRateLimitIntervalSec=0
            \(Self.credentials(paths, service))\
            \(Self.hardening(paths, service))

            [Install]
            WantedBy=\(service.isUser ? "default.target" : "multi-user.target")

            """
    }

    /// From version 253 on systemd reloads by a signal and waits for the answer.
    private static func type(_ service: Service) -> String {
        guard let version = service.systemd, version >= 253 else {
            return "Type=notify\nExecReload=/bin/kill -HUP $MAINPID"
        }
        return "Type=notify-reload"
    }

    private static func credentials(_ paths: ServicePaths, _ service: Service) -> String {
        paths.credentials.map { name in
            "LoadCredential=\(name):" + UnitText.word("/etc/credstore/\(name)") + "\n"
        }.joined()
    }

    /// What takes from the service all that a backup, a restore test and hooks do not need.
    private static func hardening(_ paths: ServicePaths, _ service: Service) -> String {
        let common = [
            "NoNewPrivileges=yes", "LockPersonality=yes", "MemoryDenyWriteExecute=yes", "RestrictRealtime=yes",
            "RestrictSUIDSGID=no", "SystemCallArchitectures=native",
            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
        ]
        // A user's manager has no rights to make name spaces.
        guard !service.isUser else { return common.joined(separator: "\n") }
        // Read everything, restore owners and modes; hooks may change their user and signal what they stop.
        let capabilities = [
            "CAP_DAC_READ_SEARCH", "CAP_DAC_OVERRIDE", "CAP_CHOWN", "CAP_FOWNER", "CAP_FSETID", "CAP_SETUID",
            "CAP_SETGID", "CAP_SETFCAP", "CAP_MKNOD", "CAP_KILL",
        ]
        let system = [
            "ProtectSystem=strict", "ProtectHome=read-only", "PrivateTmp=no", "PrivateDevices=no", "ProtectClock=yes",
            "ProtectControlGroups=yes", "ProtectHostname=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes",
            "ProtectKernelTunables=yes", "RestrictNamespaces=yes", "RemoveIPC=yes",
            "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM",
            "CapabilityBoundingSet=" + capabilities.joined(separator: " "),
            "ReadWritePaths=" + paths.written.map { UnitText.word("-" + $0) }.joined(separator: " "),
        ]
        // Shared with the services of other environments, so it stays when this one ends.
        let folder = ["RuntimeDirectory=dr", "RuntimeDirectoryMode=0755", "RuntimeDirectoryPreserve=yes"]
        return (common + system + (paths.usesRuntimeFolder ? folder : [])).joined(separator: "\n")
    }
}
