import Synchronization

/// What the threads of a restore find out; safe to use from all of them.
final class RestoreFindings: Sendable {
    /// Problems that are kept one by one.
    static let limit = 100_000

    private let report = Mutex(RestoreReport())

    func record(_ kind: RestoreProblem.Kind, _ path: String, _ message: String) {
        report.withLock { report in
            guard report.problems.count < Self.limit else {
                report.omittedProblems += 1
                return
            }
            report.problems.append(RestoreProblem(kind: kind, path: path, message: message))
        }
    }

    /// Changes the counters.
    func count(_ change: (inout RestoreReport) -> Void) {
        report.withLock { change(&$0) }
    }

    func recordAttributeFailure(_ path: String, _ message: String) {
        report.withLock { report in
            report.attributeFailures += 1
            if report.firstAttributeFailure == nil { report.firstAttributeFailure = path + ": " + message }
        }
    }

    /// What was found so far, problems in the order of their paths.
    var summary: RestoreReport {
        var copy = report.withLock { $0 }
        copy.problems.sort { $0.path < $1.path }
        return copy
    }
}
