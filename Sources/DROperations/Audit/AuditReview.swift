import CLinux
import DRCore
import DRPolicy

/// Verifies the audit log now and then, as part of a sweep.
enum AuditReview {
    /// Seconds between two verifications of the whole log; its end is looked at each time.
    private static let interval = 86_400.0

    /// What the log says about the alert on it.
    static func observation(_ log: AuditLog, now: Timestamp) -> AlertObservation {
        do {
            let stamp = log.path + ".verified"
            if now.seconds(since: try lastVerification(stamp)) < interval {
                let head = try log.head()
                guard let known = try log.readHead(), known.sequence > head.sequence else { return .good(.audit) }
                return wrong("the log ends with entry \(head.sequence), but entry \(known.sequence) was written", log)
            }
            let report = try AuditVerification.run(log)
            guard !report.isDamaged else {
                let first = report.problems.first { $0.isDamage }?.description ?? "see dr audit verify"
                return wrong("\(report.problemCount) places are not as they were written; \(first)", log)
            }
            if report.entries > 0 { try FileBytes.replace(stamp, with: report.head.json, mode: 0o600) }
            return .good(.audit)
        } catch let error as DRError {
            return wrong(error.message, log)
        } catch {
            return wrong("the log cannot be verified: \(error)", log)
        }
    }

    private static func lastVerification(_ path: String) throws -> Timestamp {
        var status = stat()
        guard stat(path, &status) == 0 else { return Timestamp(seconds: 0) }
        return Timestamp(status.st_mtim)
    }

    private static func wrong(_ message: String, _ log: AuditLog) -> AlertObservation {
        .wrong(
            AlertFinding(
                .audit,
                .critical,
                "the audit log was changed: \(message)",
                object: log.path,
                hint: "dr audit verify names every place"
            )
        )
    }
}
