import CLinux
import DRCore
import DRPolicy
import DRRepository

extension RunRecord {
    /// The record of a job that begins now in this process.
    package init(_ job: Job, _ installation: Installation) {
        let mark = ProcessMark.current()
        self.init(
            uuid: RunName.random(),
            environment: installation.environment,
            plan: job.plan,
            kind: job.kind,
            cause: job.cause,
            started: installation.clock.now,
            host: installation.host,
            process: Int64(getpid()),
            boot: mark?.system ?? ""
        )
        processStart = mark.map { Int64(clamping: $0.start) }
        occurrence = job.occurrence
        missed = job.missed
        attempt = job.attempt
    }

    /// Takes over the failure of a hook after the work: what the run achieved stays, and is not all that was asked for.
    mutating func take(hookFailure error: DRError) {
        if outcome == .succeeded { outcome = .incomplete }
        guard let known = message else {
            exitCode = error.code.rawValue
            message = error.message
            object = error.object
            hint = error.hint
            return
        }
        message = known + "; " + error.description
    }

    /// Takes over what ended the run.
    mutating func end(with error: any Error, hasBegun: Bool) {
        let error = DRError(anyStorageError: error)
        switch error.code {
        case .interrupted, .terminated: outcome = .interrupted
        case .refusedByGuardrail: outcome = .refused
        case .tryLater where !hasBegun: outcome = .refused
        default: outcome = .failed
        }
        exitCode = error.code.rawValue
        message = error.message
        if let first = error.details.first {
            let more = error.details.count > 1 ? " and \(error.details.count - 1) more" : ""
            message = "\(error.message): \(first)\(more)"
        }
        object = error.object
        hint = error.hint
    }
}
