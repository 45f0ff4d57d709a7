import DRCore
import DRPolicy
import DRWorkloads

/// Runs the programs that a plan has around its backups.
struct PlanHooks {
    private let settings: HookSettings
    private let environment: String

    /// When a program runs.
    private enum Moment: String {
        case before
        case after
        case onFailure = "on_failure"
    }

    init(_ settings: HookSettings, environment: String) {
        self.settings = settings
        self.environment = environment
    }

    /// Runs the programs before a backup.
    ///
    /// - Throws: `DRError` of the first that fails, which keeps the backup from beginning; the cancellation's error.
    func runBefore(_ run: RunRecord, _ cancellation: Cancellation) throws {
        for words in settings.before { try execute(words, .before, run, cancellation) }
    }

    /// Runs the programs after a backup, those for failures first when it failed; all of them, whatever becomes of each.
    ///
    /// A stop that was asked for does not keep them from running, as they may set free what the first ones held.
    ///
    /// - Returns: what went wrong with them.
    func runAfter(_ run: RunRecord) -> [DRError] {
        let failed = run.outcome.isUsable ? [] : settings.onFailure.map { ($0, Moment.onFailure) }
        return (failed + settings.after.map { ($0, Moment.after) }).compactMap { words, moment in
            do {
                try execute(words, moment, run, Cancellation())
                return nil
            } catch {
                return error as? DRError ?? DRError(.failed, "\(error)", object: words.first)
            }
        }
    }

    private func execute(_ words: [String], _ moment: Moment, _ run: RunRecord, _ cancellation: Cancellation) throws {
        var program = BoundedProgram(words, timeout: Double(settings.timeout.components.seconds))
        program.keepsErrors = true
        program.variables = [
            "DR_PLAN": run.plan, "DR_KIND": run.kind.rawValue, "DR_RUN": run.uuid, "DR_ENVIRONMENT": environment,
            "DR_SNAPSHOT": run.snapshot ?? "", "DR_OUTCOME": run.outcome.rawValue,
        ]
        let outcome = try program.run(cancellation: cancellation)
        guard outcome.isTimedOut || outcome.status != .exited(0) else { return }
        let reason =
            outcome.isTimedOut
            ? "took longer than \(settings.timeout.components.seconds) s and was ended" : outcome.status.description
        // The arguments may hold a password, so they are not repeated.
        throw DRError(
            .failed,
            "the \(moment.rawValue) hook \(reason)\(Self.tail(outcome.output))",
            object: words.first,
            hint: "run it by itself and look at its output"
        )
    }

    /// The end of what a program printed, as part of a sentence.
    private static func tail(_ output: [UInt8]) -> String {
        let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
        let text = lines.map { $0.trimmingBlanks() }.filter { !$0.isEmpty }.joined(separator: " | ")
        return text.isEmpty ? "" : "; it printed: " + text.suffix(1000)
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return text
    }
}
