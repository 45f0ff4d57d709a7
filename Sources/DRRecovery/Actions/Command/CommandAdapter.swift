import DRCore

/// Runs programs, here or over ssh, without a shell on this machine.
struct CommandAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case check
        case run
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        guard let program = try words(call).first else { return }
        try CommandRun.find(program)
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let run = try CommandRun.run(words(call), context)
        let expected = Int32(call.integer("exit") ?? 0)
        let output = run.output.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        let detail = "exit code \(run.status)" + (output.isEmpty ? "" : ": \(output.prefix(200))")
        if verb == .run {
            guard run.status == expected else {
                throw DRError(.failed, "the program ended with \(detail)", object: try call.texts("run").first)
            }
            return ActionOutcome(detail, output: output)
        }
        let isThere = try call.text("contains").map { run.output.contains($0) } ?? true
        return ActionOutcome(
            holds: run.status == expected && isThere,
            isThere ? detail : detail + "; the text that is looked for is not in the output",
            output: output
        )
    }

    private func words(_ call: ActionCall) throws -> [String] {
        let words = try call.texts("run")
        guard let host = try call.text("on") else { return words }
        guard !host.hasPrefix("-") else { throw DRError(.configurationInvalid, "this is no host", object: host) }
        // A shell at the other end splits what ssh hands over, so each word is quoted for it.
        let quoted = words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
        return ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "--", host, quoted]
    }
}
