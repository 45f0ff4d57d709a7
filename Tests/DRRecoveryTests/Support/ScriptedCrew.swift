import DRCore
import DRPolicy
import DRRecovery

/// Sentinels whose writes are made up as the clock passes: one each 100 ms, acknowledged while `isUp` holds.
final class ScriptedCrew: SentinelCrew {
    let clock: FakeClock
    let origin: Int64
    let world: ScriptedWorld
    private let sampler: Sampler

    init(_ clock: FakeClock, _ origin: Int64, _ world: ScriptedWorld, lost: Set<Int> = [], isDead: Bool = false) {
        self.clock = clock
        self.origin = origin
        self.world = world
        sampler = Sampler(lost: lost, isDead: isDead)
    }

    func start() throws {}

    var log: [SentinelWrite] {
        guard !sampler.isDead else { return [] }
        return sampler.sample(until: clock.monotonic - origin, isUp: world.facts.contains("app"))
    }

    func stop() {}

    func stored() throws -> [SentinelKey] {
        log.filter { $0.outcome == .ok && !sampler.lost.contains($0.key.sequence) }.map(\.key)
    }
}
