import DRPolicy

/// Writers that use a service as an outside client does, and remember what came of each write.
package protocol SentinelCrew: Sendable {
    /// Begins to write.
    ///
    /// - Throws: `DRError` when the writers cannot be started.
    func start() throws

    /// All writes so far whose outcome is known.
    var log: [SentinelWrite] { get }

    /// Ends writing; the log is on the disk when this returns.
    func stop()

    /// What the service gives back, as often as it is there.
    ///
    /// - Throws: `DRError` when the service cannot be read.
    func stored() throws -> [SentinelKey]
}
