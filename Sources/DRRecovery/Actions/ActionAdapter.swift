import DRCore

/// Does the actions of one kind.
package protocol ActionAdapter: Sendable {
    /// Whether it does the thing itself.
    var realism: Realism { get }

    /// Looks, without changing anything, whether the action could be performed now.
    ///
    /// - Throws: `DRError` that says what is missing.
    func check(_ call: ActionCall, _ context: ActionContext) throws

    /// Performs the action on the calling thread, within the deadline of the context. Performing it twice does no harm.
    ///
    /// - Throws: `DRError` when it could not be performed; a probe that cannot look throws too.
    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome
}
