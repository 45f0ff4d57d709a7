import DRCore
import Synchronization

/// Gathers what goes wrong with sources; bounded in memory.
final class BackupFindings: Sendable {
    private struct State {
        var problems: [SourceProblem] = []
        var count: UInt64 = 0
        var missingCount: UInt64 = 0
        var silentChanges: [String] = []
    }

    private static let listLimit = 10_000
    private let state = Mutex(State())
    private let progress: BackupProgress
    private let onProblem: @Sendable (SourceProblem) -> Void

    init(progress: BackupProgress, onProblem: @escaping @Sendable (SourceProblem) -> Void) {
        self.progress = progress
        self.onProblem = onProblem
    }

    func report(_ path: [UInt8], _ error: any Error, isMissing: Bool = true) {
        let reason = (error as? DRError)?.message ?? String(describing: error)
        report(path, reason, isMissing: isMissing)
    }

    func report(_ path: [UInt8], _ reason: String, isMissing: Bool) {
        let problem = SourceProblem(path: String(decoding: path, as: UTF8.self), reason: reason, isMissing: isMissing)
        progress.problems.wrappingAdd(1, ordering: .relaxed)
        state.withLock { state in
            state.count += 1
            if isMissing { state.missingCount += 1 }
            if state.problems.count < Self.listLimit { state.problems.append(problem) }
        }
        onProblem(problem)
    }

    /// Tells of what was done as asked, but perhaps not as meant; no problem.
    func warn(_ path: [UInt8], _ reason: String) {
        onProblem(SourceProblem(path: String(decoding: path, as: UTF8.self), reason: reason, isMissing: false))
    }

    func reportSilentChange(_ path: [UInt8]) {
        state.withLock { state in
            guard state.silentChanges.count < Self.listLimit else { return }
            state.silentChanges.append(String(decoding: path, as: UTF8.self))
        }
    }

    var problems: [SourceProblem] { state.withLock { $0.problems } }
    var problemCount: UInt64 { state.withLock { $0.count } }
    var missingCount: UInt64 { state.withLock { $0.missingCount } }
    var silentChanges: [String] { state.withLock { $0.silentChanges } }
}
