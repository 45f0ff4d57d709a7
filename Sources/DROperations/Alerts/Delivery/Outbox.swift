import DRCore
import DRPolicy
import DRStorage
import Synchronization

/// Hands the messages that wait in the catalog to their channels.
///
/// Each channel has a thread of its own, so that one that hangs holds up no other.
package struct Outbox: Sendable {
    /// What came of a round.
    package struct Outcome: Sendable, Equatable {
        /// Messages that were taken.
        package var sent = 0
        /// Tries that failed.
        package var failed = 0

        /// Makes an outcome.
        package init(sent: Int = 0, failed: Int = 0) {
            self.sent = sent
            self.failed = failed
        }
    }

    private let installation: Installation
    private let catalog: Catalog
    private let note: @Sendable (String) -> Void

    /// Rounds after which the rest is left to the next call; each round sends at most fifty messages.
    private static let maximumRounds = 20

    /// Takes an environment.
    ///
    /// - Parameter note: takes a line for the log, from any thread.
    package init(_ installation: Installation, _ catalog: Catalog, note: @escaping @Sendable (String) -> Void) {
        self.installation = installation
        self.catalog = catalog
        self.note = note
    }

    /// Sends all that is due and waits for the end; a channel that does not take its message is noted, never thrown.
    ///
    /// - Throws: `DRError` when the catalog cannot be used.
    @discardableResult
    package func send(_ cancellation: Cancellation) throws -> Outcome {
        var total = Outcome()
        for _ in 0..<Self.maximumRounds where !cancellation.isCancelled {
            let due = try catalog.claimDeliveries(
                environment: installation.environment,
                at: installation.clock.now
            )
            if due.isEmpty { break }
            let byChannel = Dictionary(grouping: due, by: \.channel).sorted { $0.key < $1.key }.map(\.value)
            let outcome = Mutex(Outcome())
            try ParallelWork.forEach(count: byChannel.count, workers: byChannel.count) { _, index in
                let part = try send(byChannel[index], cancellation)
                outcome.withLock { outcome in
                    outcome.sent += part.sent
                    outcome.failed += part.failed
                }
            }
            let part = outcome.withLock { $0 }
            total.sent += part.sent
            total.failed += part.failed
        }
        return total
    }

    /// Sends the messages of one channel one after the other; after a failure the others wait as well.
    private func send(_ deliveries: [DeliveryRecord], _ cancellation: Cancellation) throws -> Outcome {
        var outcome = Outcome()
        var retry: Timestamp?
        for delivery in deliveries {
            guard outcome.failed == 0, !cancellation.isCancelled else {
                try release(delivery, until: retry)
                continue
            }
            do {
                try take(delivery, remark: try hand(delivery, cancellation))
                outcome.sent += 1
            } catch let error where cancellation.isCancelled {
                note("channel \(delivery.channel): \(Self.text(error)); it is tried again later")
                try release(delivery, until: nil)
            } catch {
                outcome.failed += 1
                retry = try fail(delivery, error)
            }
        }
        return outcome
    }

    private func hand(_ delivery: DeliveryRecord, _ cancellation: Cancellation) throws -> String? {
        guard let channel = installation.configuration.alerts.channels[delivery.channel] else {
            throw DRError(.configurationInvalid, "the configuration has no such channel any more")
        }
        let sender = try ChannelSenders.sender(channel, host: installation.host)
        return try sender.send(ChannelMessage(delivery), cancellation)
    }

    private func take(_ delivery: DeliveryRecord, remark: String?) throws {
        var delivery = delivery
        delivery.attempts += 1
        delivery.delivered = installation.clock.now
        delivery.nextAttempt = nil
        delivery.failure = remark
        try catalog.update(delivery)
        if let remark { note("channel \(delivery.channel): \(remark)") }
        let topic = AlertTopic.channel(delivery.channel)
        let isAlarmed = try catalog.openAlerts(environment: installation.environment).contains {
            $0.finding.topic == topic
        }
        if isAlarmed { try board.observe([.good(topic)], at: installation.clock.now) }
    }

    /// Gives a message back that was not tried; it waits as long as the one of its channel that failed.
    private func release(_ delivery: DeliveryRecord, until retry: Timestamp?) throws {
        var delivery = delivery
        delivery.nextAttempt = retry ?? installation.clock.now
        try catalog.update(delivery)
    }

    /// Notes a failure; returns when the channel is tried again.
    private func fail(_ delivery: DeliveryRecord, _ error: any Error) throws -> Timestamp? {
        let now = installation.clock.now
        var delivery = delivery
        delivery.attempts += 1
        delivery.failure = Self.text(error)
        delivery.nextAttempt = DeliveryRules.next(
            after: delivery.attempts,
            isAboutRun: delivery.run != nil,
            created: delivery.created,
            now: now
        )
        if delivery.nextAttempt == nil { delivery.abandoned = now }
        try catalog.update(delivery)
        let rest = delivery.nextAttempt == nil ? "it is given up" : "try \(delivery.attempts + 1) follows"
        note("channel \(delivery.channel): \(Self.text(error)); \(rest)")
        let isLasting = (error as? TransferFailure).map { !$0.isTransient } ?? true
        guard isLasting || delivery.attempts >= DeliveryRules.manyAttempts else { return delivery.nextAttempt }
        let finding = AlertFinding(
            .channel(delivery.channel),
            .warning,
            "the channel does not take messages: \(Self.text(error))",
            object: delivery.channel,
            hint: "dr alerts test \(delivery.channel)"
        )
        try board.observe([.wrong(finding)], at: now)
        return delivery.nextAttempt
    }

    private var board: AlertBoard { AlertBoard(installation, catalog) }

    private static func text(_ error: any Error) -> String {
        switch error {
        case let failure as TransferFailure: failure.message
        case let error as DRError: error.object.map { "\(error.message): \($0)" } ?? error.message
        default: "\(error)"
        }
    }
}
