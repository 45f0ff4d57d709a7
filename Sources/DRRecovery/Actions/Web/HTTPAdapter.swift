import DRCore
import DRStorage

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
        _ = try HTTPExchange(call.required("url"))
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let exchange = try HTTPExchange(call.required("url"))
        let time = min(call.nanoseconds("timeout") ?? 2_000_000_000, context.remaining)
        guard time > 0 else { throw DRError(.tryLater, "the time for this step is over", object: exchange.url) }
        let answer: HTTPExchange.Answer
        do {
            answer = try exchange.perform(seconds: Double(time) / 1e9, context.cancellation)
        } catch let failure as TransferFailure {
            // A service that was not waited for has not failed.
            try context.cancellation.check()
            let text = (failure.isUnsent ? "no connection: " : "") + failure.message
            return ActionOutcome(holds: verb == .fails, text)
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
