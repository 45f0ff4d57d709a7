import DRCore

/// Asks an address over HTTP.
struct HTTPAdapter: ActionAdapter {
    /// What it looks for.
    enum Verb: String, CaseIterable {
        case check
        case fails
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        _ = try HTTPRequest(call.required("url"))
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let request = try HTTPRequest(call.required("url"))
        let answer: HTTPResponse
        do {
            answer = try request.perform(context.patience(call.nanoseconds("timeout") ?? 2_000_000_000))
        } catch Connection.Refusal.unreachable(let reason) {
            return ActionOutcome(holds: verb == .fails, "no connection: \(reason)")
        } catch let error as DRError {
            // A service that was not waited for has not failed.
            try context.cancellation.check()
            return ActionOutcome(holds: verb == .fails, error.message)
        }
        let text = String(decoding: answer.body, as: UTF8.self)
        let line = text.split(separator: "\n").first.map { String($0.prefix(200)) } ?? ""
        if verb == .fails {
            return ActionOutcome(holds: answer.status >= 500, "status \(answer.status)", output: line)
        }
        let isThere = try call.text("contains").map { text.contains($0) } ?? true
        return ActionOutcome(
            holds: answer.status == call.integer("status") ?? 200 && isThere,
            "status \(answer.status)" + (isThere ? "" : "; the text that is looked for is not in the answer"),
            output: line
        )
    }
}
