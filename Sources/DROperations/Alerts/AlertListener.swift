import DRCore
import DRPolicy

/// Turns what becomes of runs into alerts, and tells dead man's switches of backups.
package struct AlertListener: RunListener {
    private let installation: Installation
    private let catalog: Catalog
    private let courier: AlertCourier

    /// Takes what a run has at hand.
    package init(_ context: JobContext) {
        installation = context.installation
        catalog = context.catalog
        courier = AlertCourier(
            Outbox(context.installation, context.catalog, note: context.note),
            note: context.note
        )
    }

    package func began(_ run: RunRecord) throws {
        try ping(run)
    }

    package func ended(_ run: RunRecord) throws {
        defer { courier.wake() }
        guard let ending = ending(of: run) else { return }
        var review = RunReview(
            plan: run.plan,
            kind: run.kind,
            repository: run.repository,
            run: run.uuid,
            ending: ending
        )
        review.isTriedAgain = isTriedAgain(run)
        let trail = try catalog.trail(environment: run.environment, plan: run.plan, kind: run.kind)
        review.failuresInARow = trail.failuresInARow
        review.provesSoundness = try provesSoundness(run)
        try AlertBoard(installation, catalog).observe(review.observations, at: installation.clock.now)
        if !review.isTriedAgain { try ping(run) }
    }

    package func finish(seconds: Double) { courier.finish(seconds: seconds) }

    /// Only backups are reported: a switch that also heard of a verification would not fall when backups stop.
    private func ping(_ run: RunRecord) throws {
        guard run.kind == .full || run.kind == .incremental else { return }
        let channels = installation.configuration.alerts.channels.filter { _, channel in
            channel.ping.map { $0.plans.isEmpty || $0.plans.contains(run.plan) } ?? false
        }
        let message = PingMessage(run)
        let now = installation.clock.now
        try catalog.enqueue(
            channels.keys.sorted().map {
                DeliveryRecord(channel: $0, environment: run.environment, message: message, at: now)
            }
        )
        if !channels.isEmpty { courier.wake() }
    }

    private func ending(of run: RunRecord) -> RunReview.Ending? {
        let error = run.error ?? DRError(.failed, "the run failed")
        switch run.outcome {
        case .running: return nil
        case .succeeded: return .succeeded
        case .incomplete: return .incomplete(run.error)
        case .failed: return .failed(error)
        // Another run of the plan goes on; how old backups become is watched apart from that.
        case .refused where error.code == .tryLater: return .stopped
        case .refused: return .refused(error, byHand: run.cause == .manual)
        case .interrupted:
            let isAsked = error.code == .interrupted || error.code == .terminated
            return isAsked ? .stopped : .failed(error)
        }
    }

    /// Whether it ends a round of verifications that was begun after damage was last seen: every byte was read since.
    private func provesSoundness(_ run: RunRecord) throws -> Bool {
        guard run.kind == .verify, run.outcome == .succeeded, let repository = run.repository,
            let rotation = run.details.flatMap(VerifyRotation.init(details:)), rotation.isLast
        else { return false }
        let damage = try catalog.openAlerts(environment: run.environment).first {
            $0.finding.topic == .damage(repository)
        }
        return damage.map { $0.standing.seen < rotation.started } ?? false
    }

    /// Whether the scheduler tries it again, and time alone may help.
    private func isTriedAgain(_ run: RunRecord) -> Bool {
        guard run.cause == .schedule || run.cause == .cron, run.outcome == .failed,
            let code = run.error?.code, [.locked, .storageUnreachable, .tryLater].contains(code)
        else { return false }
        return RetryRule.delay(afterAttempt: run.attempt) != nil
    }
}
