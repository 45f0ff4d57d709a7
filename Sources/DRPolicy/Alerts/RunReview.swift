import DRCore

/// What a run that has ended says about alerts.
package struct RunReview: Sendable {
    /// The plan.
    package var plan: String
    /// What was run.
    package var kind: RunKind
    /// The repository, as the configuration names it.
    package var repository: String?
    /// The run.
    package var run: String
    /// What came of it.
    package var ending: Ending
    /// Whether the scheduler will try it again, so that it is not over.
    package var isTriedAgain = false
    /// Runs of the plan and kind that failed one after the other, this one included.
    package var failuresInARow = 0
    /// Whether it proved that every byte of the repository is sound.
    package var provesSoundness = false

    /// How runs end.
    package enum Ending: Sendable {
        /// All was done.
        case succeeded
        /// Done, but some sources could not be read.
        case incomplete(DRError?)
        /// It failed.
        case failed(DRError)
        /// It was not allowed to begin; by hand, somebody has seen that.
        case refused(DRError, byHand: Bool)
        /// Somebody stopped it.
        case stopped
    }

    /// Failures in a row from which on they are an alert of their own.
    package static let manyFailures = 3

    /// Describes a run.
    package init(plan: String, kind: RunKind, repository: String?, run: String, ending: Ending) {
        self.plan = plan
        self.kind = kind
        self.repository = repository
        self.run = run
        self.ending = ending
    }

    private var isBackup: Bool { kind == .full || kind == .incremental }

    /// What was seen of each topic that the run is about.
    package var observations: [AlertObservation] {
        switch ending {
        case .succeeded: return good
        case .incomplete(let error): return good.filter { $0.topic != .run(plan, kind) } + [.wrong(incomplete(error))]
        case .failed(let error): return failed(error).map { .wrong($0) }
        case .refused(let error, let byHand):
            return byHand ? [] : [.wrong(finding(.run(plan, kind), .warning, error))]
        case .stopped: return []
        }
    }

    private var good: [AlertObservation] {
        var topics: [AlertTopic] = [.run(plan, kind), .failures(plan, kind)]
        // A full backup does all that an incremental one does.
        if kind == .full { topics += [.run(plan, .incremental), .failures(plan, .incremental)] }
        if isBackup { topics.append(.rpo(plan)) }
        if kind == .restoreTest { topics += [.restoreTest(plan), .restoreTestAge(plan)] }
        if let repository, provesSoundness { topics.append(.damage(repository)) }
        return topics.map { .good($0) }
    }

    private func incomplete(_ error: DRError?) -> AlertFinding {
        finding(
            .run(plan, kind),
            .warning,
            error ?? DRError(.sourcesUnreadable, "the backup is made, but some sources could not be read")
        )
    }

    private func failed(_ error: DRError) -> [AlertFinding] {
        var findings: [AlertFinding] = []
        if error.code == .integrity {
            findings.append(finding(.damage(repository ?? plan), .emergency, error))
        }
        if kind == .restoreTest, error.code == .restoreVerificationFailed || error.code == .integrity {
            findings.append(finding(.restoreTest(plan), .emergency, error))
        } else if kind == .restoreTest, error.code == .objectiveMissed {
            findings.append(finding(.restoreTest(plan), .critical, error))
        } else if !isTriedAgain {
            findings.append(finding(.run(plan, kind), isBackup ? .critical : .warning, error))
        }
        if failuresInARow >= Self.manyFailures {
            var many = finding(.failures(plan, kind), .critical, error)
            many.message = "\(failuresInARow) runs failed one after the other; the last one: \(error.message)"
            findings.append(many)
        }
        return findings
    }

    private func finding(_ topic: AlertTopic, _ severity: AlertSeverity, _ error: DRError) -> AlertFinding {
        AlertFinding(
            topic,
            severity,
            error.message,
            object: error.object,
            hint: error.hint,
            plan: plan,
            run: run
        )
    }
}
