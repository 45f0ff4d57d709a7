import CLinux
import DRCore
import DRPolicy
import Synchronization

/// Looks, on threads of their own, at what may stop a drill: signals, the stop lever, the deadline, safeguards; and at
/// which nodes take writes.
///
/// It looks in real time, whatever the clock of the drill says.
final class DrillWatch: Sendable {
    private let stop: DrillStop
    private let ending = Cancellation()
    private let threads = Mutex<[WorkerThread]>([])
    private let seen = Mutex<[WriterRound]>([])

    init(_ stop: DrillStop) {
        self.stop = stop
    }

    /// Watches for signals, the stop lever and the deadline, ten times a second.
    func watchStops(_ signals: Cancellation, _ store: DrillStore, _ clock: any DrillClock, deadline: Int64) throws {
        try run(every: .milliseconds(100)) { [stop] in
            if signals.isCancelled { stop.request(.init(.interrupted, "a signal asked for a stop")) }
            if store.isStopped { stop.request(.init(.interrupted, "the stop lever was pulled")) }
            if clock.monotonic > deadline { stop.request(.init(.timedOut, "the deadline of the drill passed")) }
        }
    }

    /// Watches what must hold; `probe` says what does not.
    func watchSafeguards(_ settings: SafeguardSettings, probe: @escaping @Sendable (ScenarioStep) -> String?) throws {
        guard !settings.probes.isEmpty else { return }
        let failures = Mutex<[String: Int]>([:])
        try run(every: settings.every) { [stop] in
            for step in settings.probes {
                let problem = probe(step)
                let count = failures.withLock { failures in
                    failures[step.name] = problem == nil ? 0 : failures[step.name, default: 0] + 1
                    return failures[step.name] ?? 0
                }
                guard let problem, count >= settings.threshold else { continue }
                stop.request(.init(.aborted, "the safeguard \(step.name) does not hold: \(problem)"))
            }
        }
    }

    /// Watches which nodes take writes; `probe` gives nil for a node that cannot be asked.
    func watchWriters(
        _ settings: SingleWriterSettings,
        now: @escaping @Sendable () -> Int64,
        probe: @escaping @Sendable (ScenarioStep) -> Bool?
    ) throws {
        try run(every: settings.every) { [self] in
            let at = now()
            let answers = settings.nodes.map { ($0.name, probe($0)) }
            guard answers.contains(where: { $0.1 != nil }) else { return }
            let takers = answers.filter { $0.1 == true }.map(\.0)
            seen.withLock { $0.append(WriterRound(at: at, takers: takers)) }
        }
    }

    /// The looks at the nodes that could be made.
    var rounds: [WriterRound] { seen.withLock { $0 } }

    /// Ends watching.
    func end() {
        ending.cancel(.interrupted)
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in running { thread.join() }
    }

    private func run(every interval: Duration, _ look: @escaping @Sendable () -> Void) throws {
        let nanoseconds = interval.nanoseconds
        let thread = try WorkerThread { [ending] in
            let clock = SystemDrillClock()
            while !ending.isCancelled {
                look()
                clock.sleep(nanoseconds, ending)
            }
        }
        threads.withLock { $0.append(thread) }
    }
}
