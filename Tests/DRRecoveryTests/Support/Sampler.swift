import DRPolicy
import Synchronization

/// Makes a write for each tenth of a second that passed since it was asked last.
final class Sampler: Sendable {
    let lost: Set<Int>
    let isDead: Bool
    private let writes = Mutex<[SentinelWrite]>([])

    init(lost: Set<Int>, isDead: Bool) {
        self.lost = lost
        self.isDead = isDead
    }

    func sample(until now: Int64, isUp: Bool) -> [SentinelWrite] {
        writes.withLock { writes in
            var next = (writes.last?.ended ?? 0) + 100_000_000
            while next <= now {
                let key = SentinelKey(writer: 1, sequence: writes.count + 1)
                writes.append(
                    SentinelWrite(key: key, began: next - 1_000_000, ended: next, outcome: isUp ? .ok : .fail)
                )
                next += 100_000_000
            }
            return writes
        }
    }
}
