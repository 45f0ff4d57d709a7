import DRCore
import DRPolicy
import Synchronization

/// What the daemon keeps running beside the runs: for each enabled plan of a PostgreSQL cluster the service of its log, and
/// the receiver where a slot is named.
package final class ClusterAttendance: Sendable {
    /// What an attendance rests on; when any of it changes, it begins anew.
    private struct Basis: Equatable {
        let plan: BackupPlan
        let service: ServiceSettings?
        let repository: RepositorySettings?

        init(_ plan: BackupPlan, _ installation: Installation) {
            self.plan = plan
            service = plan.postgresql.flatMap { installation.configuration.services[$0.cluster] }
            repository = installation.configuration.repositories[plan.repository]
        }
    }

    private struct Attended {
        let basis: Basis
        let cancellation: Cancellation
        let threads: [WorkerThread]
    }

    private let note: @Sendable (String) -> Void
    private let attended = Mutex<[String: Attended]>([:])

    /// Seconds after which what ended by a failure is begun again.
    private static let pause = 30.0

    /// Prepares; nothing runs yet.
    ///
    /// - Parameter note: takes a line for the log, from any thread.
    package init(note: @escaping @Sendable (String) -> Void) {
        self.note = note
    }

    /// Begins, ends and begins anew what the configuration says now.
    ///
    /// - Throws: `DRError` when the system refuses a thread.
    package func follow(_ installation: Installation) throws {
        let wanted = installation.configuration.plans.filter { $0.value.isEnabled && $0.value.postgresql != nil }
            .mapValues { Basis($0, installation) }
        stop(attended.withLock { $0.filter { wanted[$0.key] != $0.value.basis }.keys.sorted() })
        for (name, basis) in wanted where attended.withLock({ $0[name] == nil }) {
            let started = try start(name, basis, installation)
            attended.withLock { $0[name] = started }
        }
    }

    /// Ends everything, and waits for it.
    package func stop() { stop(attended.withLock { Array($0.keys) }) }

    /// Tells all of them before it waits for the first.
    private func stop(_ names: [String]) {
        let old = attended.withLock { attended in names.compactMap { attended.removeValue(forKey: $0) } }
        for one in old { one.cancellation.cancel(.terminated) }
        for one in old { for thread in one.threads { thread.join() } }
    }

    private func start(_ name: String, _ basis: Basis, _ installation: Installation) throws -> Attended {
        let cancellation = Cancellation()
        var threads = [
            try WorkerThread { [self] in
                keep("the service of the log of \(name)", cancellation) {
                    let service = try WALService(installation, plan: name, cancellation: cancellation, note: note)
                    try service.run { !cancellation.isCancelled }
                }
            }
        ]
        if basis.plan.postgresql?.wal.slot != nil {
            threads.append(
                try WorkerThread { [self] in
                    keep("the receiver of the log of \(name)", cancellation) {
                        try WALReceiver(installation, plan: name, cancellation: cancellation, note: note)?.run()
                    }
                }
            )
        }
        return Attended(basis: basis, cancellation: cancellation, threads: threads)
    }

    /// Runs `body` again and again, until it is told to stop.
    private func keep(_ name: String, _ cancellation: Cancellation, _ body: () throws -> Void) {
        while !cancellation.isCancelled {
            do { try body() } catch {
                guard !cancellation.isCancelled else { return }
                note("\(name) ended, it begins again in \(Int(Self.pause)) s: \(error)")
            }
            do { try Uptime.sleep(Self.pause, cancellation) } catch { return }
        }
    }
}
