import DRCore
import DRPolicy

/// How long a restore of a plan takes, as the last one of all of it did, beside its RTO.
package struct RestoreTime: Sendable, Equatable {
    /// The objective.
    package let rto: Duration?
    /// Seconds for a restore of everything; nil when none was measured.
    package let seconds: Double?

    /// Takes what was measured.
    ///
    /// - Parameters:
    ///   - planBytes: the bytes that a restore would write now.
    ///   - measured: the last whole restore; its time grows with the bytes.
    package init(_ rto: Duration?, planBytes: Int64, measured: RestoreTest?) {
        self.rto = rto
        seconds = measured.map { test in
            guard let speed = test.bytesPerSecond else { return test.seconds }
            return Double(planBytes) / speed
        }
    }

    /// Whether the objective is met; nil when nothing was measured or there is none.
    package var isMet: Bool? {
        guard let rto, let seconds else { return nil }
        return seconds <= Double(rto.components.seconds)
    }

    /// The error of an objective that is missed.
    func missed(_ plan: String) -> DRError? {
        guard isMet == false, let rto, let seconds else { return nil }
        let text = DurationText.format(.seconds(Int64(seconds.rounded(.up))))
        return DRError(
            .objectiveMissed,
            "a restore of this plan takes about \(text), longer than its RTO of \(DurationText.format(rto))",
            object: plan,
            hint: "use faster storage, split the plan, or set an objective that can be met"
        )
    }
}
