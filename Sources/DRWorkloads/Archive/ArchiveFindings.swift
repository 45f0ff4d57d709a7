import DRCore
import Synchronization

/// Gathers what cannot be taken over as it is; bounded in memory, safe to use from several threads.
final class ArchiveFindings: Sendable {
    private static let listLimit = 10_000
    private let found = Mutex<[SourceProblem]>([])
    private let progress: ArchiveProgress
    private let onProblem: @Sendable (SourceProblem) -> Void

    init(_ progress: ArchiveProgress, _ onProblem: @escaping @Sendable (SourceProblem) -> Void) {
        self.progress = progress
        self.onProblem = onProblem
    }

    /// The first problems.
    var problems: [SourceProblem] { found.withLock { $0 } }

    func report(_ path: [UInt8], _ reason: String, isMissing: Bool) {
        let problem = SourceProblem(path: String(decoding: path, as: UTF8.self), reason: reason, isMissing: isMissing)
        progress.problems.wrappingAdd(1, ordering: .relaxed)
        found.withLock { if $0.count < Self.listLimit { $0.append(problem) } }
        onProblem(problem)
    }
}
