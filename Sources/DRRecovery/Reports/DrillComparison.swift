import DRPolicy
import DRRepository

/// What a drill achieved beside the newest earlier one that measured the same.
struct DrillComparison: Sendable {
    /// A measure, in nanoseconds; nil for what is not known.
    struct Measure: Sendable {
        /// The earlier drill; nil when none measured it.
        let drill: String?
        let before: Int64?
        let now: Int64?

        /// By how much more than before; nil when one of them is not known.
        var change: Int64? { before.flatMap { before in now.map { $0 - before } } }

        /// Finds the newest drill that measured it.
        init(now: Int64?, _ earlier: [DrillSummary], _ value: (DrillSummary) -> String?) {
            let found = earlier.first { value($0) != nil }
            drill = found?.id
            before = found.flatMap(value).flatMap(Double.init).map { Int64(($0 * 1e9).rounded()) }
            self.now = now
        }
    }

    /// The recovery time.
    let recoveryTime: Measure
    /// The recovery point.
    let recoveryPoint: Measure

    /// Compares a drill with earlier ones, the newest first.
    init(_ record: DrillRecord) {
        recoveryTime = Measure(now: record.recoveryTime, record.earlier, \.recoveryTime)
        recoveryPoint = Measure(now: record.recoveryPoint?.nanoseconds, record.earlier, \.recoveryPoint)
    }

    /// Writes the comparison as an object.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        for (name, measure) in [("rta", recoveryTime), ("rpa", recoveryPoint)] {
            json.member(name) { json in
                json.beginObject()
                json.member("drill") { $0.textOrNull(measure.drill) }
                json.member("before_seconds") { $0.seconds(measure.before) }
                json.member("now_seconds") { $0.seconds(measure.now) }
                json.member("change_seconds") { $0.seconds(measure.change) }
                json.endObject()
            }
        }
        json.endObject()
    }
}
