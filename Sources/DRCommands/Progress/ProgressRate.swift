/// The speed of some work, smoothed over the last seconds.
struct ProgressRate {
    /// Seconds after which an old measurement counts for a third.
    private static let memory = 8.0

    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var lastAmount = 0.0
    /// When the first amount was seen; what comes before, such as opening the repository, tells nothing of the speed.
    private var moving: ContinuousClock.Instant?
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
        if moving == nil, amount > 0 { moving = last }
        if let moving {
            // The plain average at first, later one in which old measurements fade.
            let current = max(amount - lastAmount, 0) / time
            let before = perSecond ?? current
            perSecond = before + (current - before) * min(time / min(Self.seconds(now - moving), Self.memory), 1)
        }
        last = now
        lastAmount = amount
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
