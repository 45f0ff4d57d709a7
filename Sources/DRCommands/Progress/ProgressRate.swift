/// The speed of some work, smoothed over the last seconds.
struct ProgressRate {
    /// Seconds after which an old measurement counts for a third.
    private static let memory = 8.0

    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var lastAmount = 0.0
    /// Units a second; nil before the first measurement.
    private(set) var perSecond: Double?

    /// Begins to measure now.
    init() {
        start = .now
        last = start
    }

    /// Seconds since the work began.
    var elapsed: Double { Self.seconds(.now - start) }

    /// Takes a measurement of the amount that is done.
    mutating func update(_ amount: Double) {
        let now = ContinuousClock.now
        let time = Self.seconds(now - last)
        guard time >= 0.05 else { return }
        let current = max(amount - lastAmount, 0) / time
        if let before = perSecond {
            let weight = min(time / Self.memory, 1)
            perSecond = before + (current - before) * weight
        } else {
            perSecond = current
        }
        last = now
        lastAmount = amount
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
