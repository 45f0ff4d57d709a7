import DRCore
import DRPolicy

/// Tells HAProxy where traffic goes.
struct TrafficAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case state
        case set
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        let proxy = ProxySocket(path: try call.part(\.haproxy).socket)
        _ = try proxy.state(call.required("server"), context)
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let proxy = ProxySocket(path: try call.part(\.haproxy).socket)
        let server = try call.required("server")
        if verb == .state {
            let (state, status) = try proxy.state(server, context)
            return try ActionOutcome(holds: state == call.required("is"), "\(server) is \(status)", output: state)
        }
        let wanted = try call.required("state")
        try proxy.obey("set server \(server) state \(wanted)", context)
        // Connections that are open would go on using the server.
        if wanted != "ready", call.boolean("close_sessions") ?? true {
            try proxy.obey("shutdown sessions server \(server)", context)
        }
        guard try context.wait({ try proxy.state(server, context).administrative == wanted }) else {
            throw DRError(.failed, "HAProxy did not take up the state \(wanted)", object: server)
        }
        return ActionOutcome("\(server) is \(wanted)", output: wanted)
    }
}
