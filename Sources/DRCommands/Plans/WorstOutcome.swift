import DRCore
import DROperations

/// The exit code of a command that does several runs.
enum WorstOutcome {
    /// From what passes by itself to what needs somebody most.
    private static let order: [DRError.Code] = [
        .sourcesUnreadable, .tryLater, .refusedByGuardrail, .locked, .objectiveMissed, .storageUnreachable,
        .noRepository, .wrongPassword, .configurationInvalid, .recoveryTargetUnreachable, .usage, .failed,
        .restoreVerificationFailed, .integrity, .interrupted, .terminated,
    ]

    /// The code of the worst run; nil when all is well.
    static func code(of runs: [RunRecord]) -> DRError.Code? {
        let codes = runs.compactMap { run -> DRError.Code? in
            guard let code = run.exitCode, code != 0 else { return nil }
            return DRError.Code(rawValue: code) ?? .failed
        }
        return codes.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) }
    }
}
