import DRCore
import DRStorage
import DRTestSupport

/// The backends that must keep the whole contract.
enum EveryBackend: CaseIterable, Sendable {
    case local, memory, retrying, metered, operationLog, faultyWithoutFaults

    /// Calls `body` with an empty repository.
    func with(_ body: (any Backend) throws -> Void) throws {
        switch self {
        case .local:
            try ScratchDirectory.with { scratch in
                let backend = LocalBackend(path: scratch.path("repository"))
                try backend.create()
                try body(backend)
            }
        case .memory: try body(MemoryBackend())
        case .retrying: try body(RetryingBackend(MemoryBackend()))
        case .metered: try body(MeteredBackend(MemoryBackend()))
        case .operationLog: try body(OperationLogBackend())
        case .faultyWithoutFaults: try body(FaultyBackend(MemoryBackend()))
        }
    }
}
