import DRCore
import DRPolicy
import Synchronization

extension DrillRun {
    /// Starts the writers of all sentinels.
    func startCrews() throws -> [String: any SentinelCrew] {
        var crews: [String: any SentinelCrew] = [:]
        do {
            for (name, settings) in scenario.sentinels.sorted(by: { $0.key < $1.key }) {
                let place = DrillWorld.CrewPlace(
                    drill: id,
                    origin: journal.beginning,
                    path: directory + "/sentinels/\(name).log",
                    fill: { [self] in try fill($0, $1) }
                )
                let crew = try world.makeCrew(settings, place)
                crews[name] = crew
                try crew.start()
            }
        } catch {
            for crew in crews.values { crew.stop() }
            throw error
        }
        return crews
    }

    /// Waits until every sentinel has written enough: without acknowledged writes nothing could be measured.
    func warmUp(_ crews: [String: any SentinelCrew]) throws {
        let end = clock.monotonic + 30_000_000_000
        for (name, crew) in crews {
            let wanted = scenario.sentinels[name]?.warmUp ?? 1
            while crew.log.count(where: { $0.outcome == .ok }) < wanted {
                try stop.check()
                guard clock.monotonic < end else {
                    throw DrillStop.Reason(
                        .aborted,
                        "the sentinel \(name) does not get \(wanted) writes acknowledged, so nothing could be measured"
                    )
                }
                clock.sleep(20_000_000, stop.cancellation)
            }
        }
    }

    /// Waits until the service was well for the time that the scenario asks for, as its clients see it.
    func awaitStability(_ crews: [String: any SentinelCrew]) throws {
        let window = scenario.objectives.stability.nanoseconds
        let fault = state.withLock { $0.facts.timeline.fault } ?? 0
        let limit = max(scenario.objectives.rto?.nanoseconds ?? 600_000_000_000, 2 * window) + window
        let end = clock.monotonic + limit
        var well = ProbeWindow()
        while true {
            try stop.check()
            let seen =
                crews.isEmpty ? lookAtService(&well) : ServiceWindow(log: crews.values.flatMap(\.log), fault: fault)
            guard let seen else { return }
            state.withLock { state in
                state.facts.serviceWasWatched = true
                state.facts.timeline.firstSuccess = seen.firstSuccess
            }
            if seen.isStable(for: window), let since = seen.stableSince {
                if let first = seen.firstSuccess { try moment("first_success", \.firstSuccess, at: first) }
                return try moment("stable", \.stable, at: since)
            }
            guard clock.monotonic < end else {
                throw DrillStop.Reason(.failed, "the service did not stay well as its clients see it")
            }
            clock.sleep(max(min(window / 20, 250_000_000), 1_000_000), stop.cancellation)
        }
    }

    /// How long the probes of the detection have held.
    struct ProbeWindow {
        var window = ServiceWindow(log: [], fault: 0)
        /// Which problem was told last.
        var told: String?
    }

    /// Without sentinels the probes that noticed the fault say when the service is back; nil when there are none.
    private func lookAtService(_ well: inout ProbeWindow) -> ServiceWindow? {
        guard let detection = scenario.detection else { return nil }
        let trouble = detection.probes.lazy.compactMap { [self] step in
            problem(step, stop.cancellation).map { "\(step.name): \($0)" }
        }.first
        if let trouble, trouble != well.told {
            world.note("waiting for the service to be well: \(trouble)")
            well.told = trouble
        }
        let now = elapsed
        well.window.newest = now
        if trouble == nil {
            well.window.firstSuccess = well.window.firstSuccess ?? now
            well.window.stableSince = well.window.stableSince ?? now
        } else {
            well.window.stableSince = nil
        }
        return well.window
    }

    /// Ends the sentinels and counts what is there; a sentinel that cannot be read counts nothing.
    func measure(_ crews: [String: any SentinelCrew]) {
        var whole: SentinelTally? = crews.isEmpty ? nil : SentinelTally(log: [], stored: [], resumed: nil)
        var points: [RecoveryPoint?] = []
        let timeline = state.withLock { $0.facts.timeline }
        for (name, crew) in crews.sorted(by: { $0.key < $1.key }) {
            crew.stop()
            do {
                let stored = try crew.stored()
                let tally = SentinelTally(log: crew.log, stored: stored, resumed: timeline.firstSuccess)
                points.append(RecoveryPoint(log: crew.log, lost: Set(tally.lost), fault: timeline.fault ?? 0))
                state.withLock { $0.tallies[name] = tally }
                whole?.add(tally)
                world.note("sentinel \(name): \(tally.ok) acknowledged, \(tally.lost.count) lost")
            } catch {
                whole = nil
                world.note("sentinel \(name): \(error)")
                state.withLock { $0.facts.failedSteps.append("sentinel \(name): \(error)") }
            }
        }
        // The worst of them; one that measured nothing leaves nothing measured.
        let measured = points.compactMap { $0 }
        let worst = measured.max {
            ($0.isLowerBound ? 1 : 0, $0.nanoseconds) < ($1.isLowerBound ? 1 : 0, $1.nanoseconds)
        }
        state.withLock { [whole] state in
            state.facts.tally = whole
            state.facts.recoveryPoint = whole != nil && measured.count == points.count ? worst : nil
        }
    }
}
