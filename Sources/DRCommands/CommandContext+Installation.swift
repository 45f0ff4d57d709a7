import DRCore
import DROperations

extension CommandContext {
    /// What works of an environment have at hand, with the catalog of this machine.
    ///
    /// - Throws: `DRError` when the catalog cannot be opened.
    func jobContext(_ installation: Installation) throws -> JobContext {
        JobContext(
            installation: installation,
            catalog: try Catalog(stateDirectory: installation.stateDirectory),
            cancellation: cancellation
        ) { [messages] in messages.note("dr: " + $0) }
    }
}
