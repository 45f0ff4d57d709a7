import DRCore

/// The limits that hold in an environment, and the decision whether an operation may begin.
///
/// Backups of the schedule are never refused and never counted: a restore that somebody tries ten times in an hour must
/// not cost a restore point. The other work of the schedule waits for its window alone, as its pace is set by the
/// configuration already. What people ask for is held to all limits.
package struct GuardrailLimits: Hashable, Sendable {
    /// How many operations may begin within an hour.
    package var operationsPerHour: Int?
    /// The time between operations of a kind on a plan or service.
    package var minimumGap: Duration?
    /// How many operations may run at once.
    package var concurrentOperations: Int?
    /// The share by which the storage may grow in an operation.
    package var storageGrowth: Percentage?
    /// When work that can wait may run; always without any.
    package var maintenanceWindows: [MaintenanceWindow]

    /// The limits that a configuration sets, and in `production` those of the field where it sets none.
    package init(_ settings: GuardrailSettings, environment: String) {
        let isProduction = environment == "production"
        operationsPerHour = settings.operationsPerHour ?? (isProduction ? 8 : nil)
        minimumGap = settings.minimumGap ?? (isProduction ? .minutes(10) : nil)
        concurrentOperations = settings.concurrentOperations ?? (isProduction ? 2 : nil)
        storageGrowth = settings.storageGrowth ?? (isProduction ? Percentage(25) : nil)
        maintenanceWindows = settings.maintenanceWindows
    }

    /// How far back the decision looks, in seconds.
    package var memory: Int64 { max(3600, minimumGap?.components.seconds ?? 0) }

    /// The first guardrail that refuses an operation; nil when it may begin.
    ///
    /// - Parameters:
    ///   - events: what began within `memory`, and all that still runs, in any order.
    ///   - zone: the zone that the windows are meant in.
    package func refusal(
        of request: GuardedRequest,
        after events: [GuardedEvent],
        at now: Timestamp,
        zone: TimeZoneRules
    ) -> GuardrailRefusal? {
        if let refusal = window(request, now, zone) { return refusal }
        guard !request.isScheduled else { return nil }
        return rate(request, events, now) ?? gap(request, events, now) ?? concurrency(request, events)
    }

    private func window(_ request: GuardedRequest, _ now: Timestamp, _ zone: TimeZoneRules) -> GuardrailRefusal? {
        guard request.needsWindow, !maintenanceWindows.isEmpty,
            !maintenanceWindows.contains(where: { $0.contains(now, zone: zone) })
        else { return nil }
        return GuardrailRefusal(
            .maintenanceWindows,
            "\(request.operation) runs in a maintenance window only",
            subject: request.subject,
            allowedAt: maintenanceWindows.compactMap { $0.nextStart(after: now, zone: zone) }.min()
        )
    }

    private func rate(_ request: GuardedRequest, _ events: [GuardedEvent], _ now: Timestamp) -> GuardrailRefusal? {
        guard let limit = operationsPerHour else { return nil }
        let hourAgo = Timestamp(seconds: now.seconds - 3600, nanoseconds: now.nanoseconds)
        let recent = events.filter { !$0.request.isScheduled && $0.started > hourAgo && $0.started <= now }
            .sorted { $0.started < $1.started }
        guard recent.count >= limit else { return nil }
        return GuardrailRefusal(
            .operationsPerHour,
            "\(recent.count) operation\(recent.count == 1 ? "" : "s") began within the last hour, and \(limit) may",
            subject: request.subject,
            allowedAt: recent[recent.count - limit].started.adding(3600)
        )
    }

    private func gap(_ request: GuardedRequest, _ events: [GuardedEvent], _ now: Timestamp) -> GuardrailRefusal? {
        guard let gap = minimumGap?.components.seconds, gap > 0 else { return nil }
        let earlier = events.filter { event in
            !event.request.isScheduled && !event.hasFailed && event.request.operation == request.operation
                && event.started <= now
                && (event.request.subject == request.subject
                    || !event.request.services.isDisjoint(with: request.services))
        }
        guard let last = earlier.max(by: { $0.started < $1.started }), now.seconds(since: last.started) < Double(gap)
        else { return nil }
        let shared = last.request.services.intersection(request.services).sorted().first
        let place = last.request.subject == request.subject ? request.subject : "service \(shared ?? "")"
        let since = DurationText.format(.seconds(Int64(now.seconds(since: last.started))))
        return GuardrailRefusal(
            .minimumGap,
            "\(request.operation) of \(place) began \(since) ago, and \(DurationText.format(.seconds(gap))) must lie between",
            subject: request.subject,
            allowedAt: last.started.adding(gap)
        )
    }

    private func concurrency(_ request: GuardedRequest, _ events: [GuardedEvent]) -> GuardrailRefusal? {
        guard let limit = concurrentOperations else { return nil }
        let running = events.filter { $0.isRunning && !$0.isScheduledBackup }
        guard running.count >= limit else { return nil }
        let names = running.map { "\($0.request.operation) of \($0.request.subject)" }.sorted()
        return GuardrailRefusal(
            .concurrentOperations,
            "\(running.count) operation\(running.count == 1 ? " runs" : "s run") already, and \(limit) may",
            subject: request.subject,
            hint: "wait until one of these ends: " + names.joined(separator: ", ")
        )
    }
}

extension Timestamp {
    fileprivate func adding(_ seconds: Int64) -> Timestamp {
        Timestamp(seconds: self.seconds + seconds, nanoseconds: nanoseconds)
    }
}
