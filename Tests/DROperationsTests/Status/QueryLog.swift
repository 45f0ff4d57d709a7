import Synchronization

/// Gathers the statements that a connection runs.
final class QueryLog: Sendable {
    private let lines = Mutex<[String]>([])

    /// Adds a statement.
    func add(_ query: String) { lines.withLock { $0.append(query) } }

    /// All statements in their order.
    var queries: [String] { lines.withLock { $0 } }
}
