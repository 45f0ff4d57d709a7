import DRCore
import DROperations
import DRPolicy
import DRRepository

extension CommandContext {
    /// Where this person asks for approvals.
    func approvalDesk(_ installation: Installation) throws -> ApprovalDesk {
        let catalog = try Catalog(stateDirectory: installation.stateDirectory)
        return ApprovalDesk(installation, catalog)
    }

    /// Runs an operation on a repository of the configuration under the guardrails of its environment; on a place that is
    /// named directly, under none.
    ///
    /// - Throws: `DRError` with code `refusedByGuardrail`, and what `body` throws.
    func guarded<Result>(
        _ operation: GuardedOperation,
        _ options: RepositoryOptions,
        isDryRun: Bool = false,
        _ body: () throws -> Result
    ) throws -> Result {
        guard !isDryRun, case .configured(let repository) = try place(options) else { return try body() }
        guard let operations = try operations(operation, repository.installation) else { return try body() }
        let ticket = try operations.begin(operation, on: plan ?? repository.name)
        do {
            let result = try body()
            end(ticket, operations, code: outcome?.rawValue ?? 0)
            return result
        } catch {
            end(ticket, operations, code: DRError(anyStorageError: error).code.rawValue)
            throw error
        }
    }

    /// The guardrails; nil when the catalog cannot be opened and nobody needs to approve, as a restore must not depend
    /// on the state of this machine.
    private func operations(_ operation: GuardedOperation, _ installation: Installation) throws -> GuardedOperations? {
        do {
            return GuardedOperations(installation, try Catalog(stateDirectory: installation.stateDirectory)) {
                [messages] in messages.note("dr: " + $0)
            }
        } catch let error as DRError {
            let approvals = installation.configuration.guardrails.approvals.operations
            guard !approvals.contains(operation) else { throw error }
            messages.warning("the guardrails cannot be asked: \(error.message)", object: error.object, next: error.hint)
            return nil
        }
    }

    private func end(_ ticket: GuardedOperations.Ticket, _ operations: GuardedOperations, code: Int32) {
        do {
            try operations.end(ticket, code: code)
        } catch {
            messages.warning("the end could not be noted: \(DRError(anyStorageError: error).description)")
        }
    }
}
