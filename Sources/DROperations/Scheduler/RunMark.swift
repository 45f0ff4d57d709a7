import DRCore
import DRPolicy

/// What the scheduler needs to know of a run.
struct RunMark: Sendable, Equatable {
    var plan: String
    var kind: RunKind
    var occurrence: Timestamp
    var started: Timestamp
    var ended: Timestamp?
    var attempt: Int
    var outcome: RunOutcome
    var exitCode: Int32?

    /// The run as the calendar of its plan takes it.
    var pastRun: PastRun {
        PastRun(kind: kind, occurrence: occurrence, started: started, isUsable: outcome.isUsable)
    }

    /// When it is tried again; nil when it did what it was for, or there will be no other try.
    ///
    /// Where a person has to mend something first, the next occurrence is the next try. A run that was stopped, or died
    /// with its process, is tried again at once when it was the first.
    var retry: Timestamp? {
        guard !outcome.isUsable, outcome != .running, isWorthRetrying,
            let delay = RetryRule.delay(afterAttempt: attempt)
        else { return nil }
        return Timestamp(seconds: (ended ?? started).seconds + (wasStopped && attempt == 1 ? 0 : delay))
    }

    private var wasStopped: Bool {
        exitCode == DRError.Code.interrupted.rawValue || exitCode == DRError.Code.terminated.rawValue
    }

    private var isWorthRetrying: Bool {
        guard let exitCode, let code = DRError.Code(rawValue: exitCode) else { return true }
        switch code {
        case .usage, .wrongPassword, .noRepository, .integrity, .restoreVerificationFailed, .objectiveMissed,
            .refusedByGuardrail:
            return false
        default:
            return true
        }
    }
}
