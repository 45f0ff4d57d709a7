import DRCore

/// Notices when the wall clock jumps and when the machine slept.
struct ClockWatch {
    /// What happened between two looks.
    enum Finding: Equatable {
        /// The wall clock moved by so many seconds beside the time that passed.
        case jumped(Double)
        /// So many seconds passed where fewer were meant to: the machine slept or was stopped.
        case overslept(Double)
    }

    /// Less is the ordinary work of a time service.
    static let tolerance = 5.0
    private var wall: Timestamp
    private var uptime: Double

    init(_ clock: any WallClock) {
        wall = clock.now
        uptime = clock.uptime
    }

    /// Looks at both clocks.
    ///
    /// - Parameter meant: the seconds that were to pass since the last look.
    mutating func look(_ clock: any WallClock, meant: Double) -> [Finding] {
        let (now, up) = (clock.now, clock.uptime)
        defer { (wall, uptime) = (now, up) }
        let passed = up - uptime
        let jump = now.seconds(since: wall) - passed
        var findings: [Finding] = []
        if passed - meant > 60 { findings.append(.overslept(passed)) }
        if abs(jump) > Self.tolerance { findings.append(.jumped(jump)) }
        return findings
    }
}
