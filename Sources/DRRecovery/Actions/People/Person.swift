import DRCore

/// Somebody who answers questions while a drill runs.
package protocol Person: Sendable {
    /// The name that the report shows.
    var name: String { get }
    /// Whether a person is asked, rather than an option of the command line.
    var isPerson: Bool { get }

    /// Asks, and waits for the answer.
    ///
    /// - Throws: `DRError` when nobody answers in time.
    func answer(_ question: String, _ context: ActionContext) throws -> Bool
}
