import DRCore
import DRPolicy
import DRWorkloads

/// Asks a cluster something, or changes what is in it.
struct SQLAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case query
        case execute
    }

    private let verb: Verb
    private let secret: @Sendable (SecretReference) throws -> Secret<String>

    init(_ verb: Verb, secret: @escaping @Sendable (SecretReference) throws -> Secret<String>) {
        self.verb = verb
        self.secret = secret
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws { _ = try connect(call, context) }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let connection = try connect(call, context)
        if verb == .execute {
            _ = try connection.query(call.required("statement"))
            return ActionOutcome("done")
        }
        // A probe changes nothing, whatever the query calls.
        _ = try connection.query("BEGIN READ ONLY")
        let value = try connection.query(call.required("query")).text(0, 0)
        let shown = value ?? "NULL"
        guard let expected = try call.text("is") else { return ActionOutcome(shown, output: value ?? "") }
        return ActionOutcome(holds: value == expected, "\(shown), expected \(expected)", output: value ?? "")
    }

    private func connect(_ call: ActionCall, _ context: ActionContext) throws -> PostgresConnection {
        try ClusterPlace(call, secret: secret).connect(
            context,
            database: call.text("database") ?? "postgres",
            patience: context.remaining,
            searchesPublic: true
        )
    }
}
