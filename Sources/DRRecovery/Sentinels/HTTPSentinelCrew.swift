import DRCore
import DRPolicy
import DRStorage
import Synchronization

/// Sentinel writers over HTTP, a connection for each write, as a client that knows nothing of the service.
package final class HTTPSentinelCrew: SentinelCrew {
    private let settings: SentinelSettings
    private let drill: String
    private let clock: any DrillClock
    private let origin: Int64
    private let entries: SentinelLog
    private let stopping = Cancellation()
    private let failure = FirstFailure()
    private let threads = Mutex<[WorkerThread]>([])
    private let fill: @Sendable (TemplateReference, SentinelKey?) throws -> String

    /// Makes writers that do not write yet.
    ///
    /// - Parameters:
    ///   - origin: the moment of the clock from which times are counted.
    ///   - path: the file of the log.
    ///   - fill: the value of a place in a template, for a write or for reading.
    /// - Throws: `DRError` when the log cannot be made.
    package init(
        _ settings: SentinelSettings,
        drill: String,
        clock: any DrillClock,
        origin: Int64,
        path: String,
        fill: @escaping @Sendable (TemplateReference, SentinelKey?) throws -> String
    ) throws {
        self.settings = settings
        self.drill = drill
        self.clock = clock
        self.origin = origin
        self.fill = fill
        entries = try SentinelLog(path)
    }

    package var log: [SentinelWrite] { entries.writes }

    package func start() throws {
        // An address that cannot be used is told before the first write.
        _ = try request(SentinelKey(writer: 1, sequence: 1))
        for writer in 1...settings.writers {
            let thread = try WorkerThread { [self] in failure.capture { try write(as: writer) } }
            threads.withLock { $0.append(thread) }
        }
    }

    package func stop() {
        stopping.cancel(.interrupted)
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in running { thread.join() }
        failure.capture { try entries.flush() }
    }

    package func stored() throws -> [SentinelKey] {
        try failure.rethrow()
        let request = try HTTPExchange(settings.read.filled { try fill($0, nil) })
        let answer: HTTPExchange.Answer
        do {
            answer = try request.perform(seconds: 30, Cancellation())
        } catch let failure as TransferFailure {
            let message = "what is stored cannot be read: \(failure.message)"
            throw DRError(.recoveryTargetUnreachable, message, object: request.url)
        }
        guard answer.status == 200 else {
            throw DRError(.failed, "what is stored cannot be read: status \(answer.status)", object: request.url)
        }
        return try String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map { line in
            guard let key = SentinelKey(line: line) else {
                throw DRError(
                    .failed,
                    "a line of what is stored is not WRITER SEQUENCE",
                    object: String(line.prefix(80))
                )
            }
            return key
        }
    }

    private func write(as writer: Int) throws {
        let interval = 1_000_000_000 / Int64(settings.rate)
        var next = clock.monotonic
        var sequence = 0
        while !stopping.isCancelled {
            sequence += 1
            let key = SentinelKey(writer: writer, sequence: sequence)
            let request = try request(key)
            let began = clock.monotonic
            let outcome = outcome(of: request)
            try entries.add(
                SentinelWrite(key: key, began: began - origin, ended: clock.monotonic - origin, outcome: outcome)
            )
            // After a slow answer nothing is made up for: a client does not write twice as fast then.
            next = max(next + interval, clock.monotonic)
            clock.sleep(next - clock.monotonic, stopping)
        }
    }

    private func request(_ key: SentinelKey) throws -> HTTPExchange {
        var request = try HTTPExchange(settings.write.filled { try fill($0, key) })
        request.method = settings.method
        let plain = "{\"drill\":\"\(drill)\",\"writer\":\(key.writer),\"sequence\":\(key.sequence)}"
        request.body = try Array((settings.body?.filled { try fill($0, key) } ?? plain).utf8)
        return request
    }

    /// What a client may conclude: without a connection, or when the service says that it did nothing, the write was not
    /// made; after a broken answer nobody knows.
    private func outcome(of request: HTTPExchange) -> SentinelWrite.Outcome {
        do {
            switch try request.perform(seconds: settings.timeout.inSeconds, stopping).status {
            case 200...299: return .ok
            case 400...499, 503: return .fail
            default: return .indeterminate
            }
        } catch {
            return (error as? TransferFailure)?.isUnsent == true ? .fail : .indeterminate
        }
    }
}
