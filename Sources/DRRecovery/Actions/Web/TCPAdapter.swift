import DRCore

/// Tries to connect.
struct TCPAdapter: ActionAdapter {
    /// What it looks for.
    enum Verb: String, CaseIterable {
        case open
        case closed
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        _ = try NetworkAddress(call.required("address"))
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let address = try NetworkAddress(call.required("address"))
        let time = call.nanoseconds("timeout") ?? 2_000_000_000
        do {
            _ = try Connection.open(address, context.patience(time))
            return ActionOutcome(holds: verb == .open, "\(address.host):\(address.port) takes connections")
        } catch Connection.Refusal.unreachable(let reason) {
            return ActionOutcome(holds: verb == .closed, "\(address.host):\(address.port): \(reason)")
        }
    }
}
