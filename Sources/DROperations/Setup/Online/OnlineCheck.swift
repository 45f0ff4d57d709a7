import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// Looks whether what a configuration names is there and can be used; nothing is changed.
///
/// Repositories are opened with their passwords, programs are looked for but not run, and to services and alert channels
/// a connection is made that says nothing.
package struct OnlineCheck {
    private let installation: Installation
    private let cancellation: Cancellation
    private let access: RepositoryAccess
    private let tell: (OnlineFinding) throws -> Void

    /// Prepares the check.
    ///
    /// - Parameters:
    ///   - note: takes a line about what is waited for.
    ///   - tell: gets each finding when it is made.
    package init(
        _ installation: Installation,
        cancellation: Cancellation,
        note: @escaping @Sendable (String) -> Void,
        tell: @escaping (OnlineFinding) throws -> Void
    ) {
        self.installation = installation
        self.cancellation = cancellation
        self.tell = tell
        access = RepositoryAccess(installation, cancellation: cancellation, lockWait: 0, note: note)
    }

    /// Looks at everything.
    ///
    /// - Throws: what `tell` throws, and when it was cancelled; what is found wrong is told.
    package func run() throws {
        let configuration = installation.configuration
        for name in configuration.repositories.keys.sorted() {
            try look("repository \(name)") { try repository(name) }
        }
        for (name, plan) in configuration.plans.sorted(by: { $0.key < $1.key }) { try look(at: plan, name) }
        for (name, service) in configuration.services.sorted(by: { $0.key < $1.key }) {
            try look("service \(name)") { try self.service(service) }
        }
        for (name, channel) in configuration.alerts.channels.sorted(by: { $0.key < $1.key }) {
            try look("channel \(name)") { try self.channel(channel) }
        }
    }

    private func look(_ subject: String, _ body: () throws -> String) throws {
        try cancellation.check()
        do {
            try tell(OnlineFinding(subject: subject, remark: body(), error: nil))
        } catch let error as DRError {
            try tell(OnlineFinding(subject: subject, remark: "", error: error))
        }
    }

    private func repository(_ name: String) throws -> String {
        let repository = try access.open(name)
        do {
            let snapshots = try repository.backend.list(.snapshot).count
            let locks = try repository.backend.list(.lock).count
            return "opened, snapshots: \(snapshots), locks: \(locks)"
        } catch {
            throw DRError(anyStorageError: error)
        }
    }

    private func look(at plan: BackupPlan, _ name: String) throws {
        for path in plan.files?.paths ?? [] {
            try look("plan \(name), path") {
                guard CLinux.access(path, F_OK) == 0 else { throw DRError.system("find", path, errno: clinux_errno()) }
                return path
            }
        }
        if let stream = plan.stream {
            try look("plan \(name), stream") { try ProgramSearch.find(stream.command) }
        }
        let hooks = plan.hooks
        for (kind, commands) in [("before", hooks.before), ("after", hooks.after), ("on_failure", hooks.onFailure)] {
            for command in commands {
                try look("plan \(name), hook \(kind)") { try ProgramSearch.find(command) }
            }
        }
    }

    private func service(_ service: ServiceSettings) throws -> String {
        if let endpoint = service.http { return try NetworkPlace(url: endpoint.url).reach() }
        if let release = service.release {
            guard FileBytes.isDirectory(release.directory) else {
                throw DRError(.failed, "there is no such directory", object: release.directory)
            }
            return release.directory
        }
        guard let cluster = service.postgresql else { return "" }
        if let password = cluster.password { _ = try secret(password) }
        return cluster.host.hasPrefix("/")
            ? try NetworkPlace.reach(socket: "\(cluster.host)/.s.PGSQL.\(cluster.port)")
            : try NetworkPlace(host: cluster.host, port: "\(cluster.port)").reach()
    }

    private func channel(_ channel: AlertChannel) throws -> String {
        if let email = channel.email {
            if let password = email.password { _ = try secret(password) }
            return try NetworkPlace(host: email.host, port: "\(email.port)").reach()
        }
        if let webhook = channel.webhook { return try NetworkPlace(url: secret(webhook.url)).reach() }
        if let ping = channel.ping { return try NetworkPlace(url: secret(ping.url)).reach() }
        if let pager = channel.pagerDuty {
            _ = try secret(pager.routingKey)
            return try NetworkPlace(url: pager.url).reach()
        }
        return try channel.command.map { try ProgramSearch.find($0.command) } ?? ""
    }

    private func secret(_ reference: SecretReference) throws -> String {
        String(decoding: try SecretReader.read(reference, cancellation: cancellation).revealed, as: UTF8.self)
    }
}
