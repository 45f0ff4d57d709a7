import DRCore
import DRPolicy

extension SchedulerLoop {
    /// Starts a job on a thread of its own.
    func start(_ job: Job) {
        let cancellation = Cancellation()
        lastNumber += 1
        let number = lastNumber
        do {
            let thread = try WorkerThread {
                [requests, perform = setting.perform, installation = setting.installation] in
                requests.add(.ended(number, perform(job, installation, cancellation)))
            }
            running[number] = RunningJob(
                job: job,
                cancellation: cancellation,
                thread: thread,
                began: clock.uptime,
                started: clock.now
            )
            log.line(.info, "\(RunningJob.name(job)) started" + Self.reason(job))
            showStatus()
        } catch {
            failedStarts.add(job, at: clock.uptime)
            log.line(.error, "\(RunningJob.name(job)) could not be started: \(error)")
        }
    }

    private static func reason(_ job: Job) -> String {
        var parts: [String] = []
        if let occurrence = job.occurrence { parts.append("due \(RFC3339.format(occurrence))") }
        if job.missed > 0 { parts.append("makes up for \(job.missed) missed") }
        if job.attempt > 1 { parts.append("try \(job.attempt)") }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    }

    /// Takes the end of a job.
    func end(_ number: RunningJob.Number, _ record: RunRecord) {
        guard let job = running.removeValue(forKey: number) else { return }
        job.thread.join()
        // Where the catalog could not take the record, only this keeps the run from starting at once again.
        failedStarts.add(job.job, at: clock.uptime)
        if setting.endsWhenIdle { records.append(record) }
        log.line(Self.level(record), Self.text(record))
        invalidate()
        showStatus()
    }

    private static func level(_ record: RunRecord) -> SchedulerLog.Level {
        switch record.outcome {
        case .succeeded, .running: .info
        case .incomplete, .refused, .interrupted: .warning
        case .failed: .error
        }
    }

    private static func text(_ record: RunRecord) -> String {
        var text = "\(record.plan) \(record.kind.rawValue) \(record.outcome.rawValue)"
        if let seconds = record.seconds { text += " in \(Int(seconds.rounded(.up))) s" }
        if let snapshot = record.snapshot { text += ", snapshot \(snapshot.prefix(8))" }
        if let bytes = record.bytesAdded { text += ", \(ByteCount.format(UInt64(max(bytes, 0)))) added" }
        if let error = record.error { text += ": \(error)" }
        return text
    }
}
