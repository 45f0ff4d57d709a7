import DRCore
import DRPolicy

/// Takes networks apart with `ip`, and mends them.
struct NetworkAdapter: ActionAdapter {
    /// What it does.
    enum Verb: String, CaseIterable {
        case linked
        case unlinked
        case isolate
        case partition
        case heal
    }

    private let verb: Verb

    init(_ verb: Verb) {
        self.verb = verb
    }

    var realism: Realism { .real }

    func check(_ call: ActionCall, _ context: ActionContext) throws {
        try CommandRun.find("ip")
        _ = try isUp(call.part(\.network), context)
    }

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let network = try call.part(\.network)
        let addresses = try call.texts("from")
        switch verb {
        case .linked, .unlinked:
            let isUp = try isUp(network, context)
            return ActionOutcome(holds: isUp == (verb == .linked), "\(network.device) is \(isUp ? "up" : "down")")
        case .isolate:
            try ip(["link", "set", "dev", network.device, "down"], network, context)
            return ActionOutcome("took \(network.device) down")
        case .partition:
            for address in addresses { try ip(["route", "replace", "blackhole", address], network, context) }
            return ActionOutcome("drops what goes to \(addresses.joined(separator: ", "))")
        case .heal:
            let holes = try ip(["route", "show", "type", "blackhole"], network, context)
            for address in addresses where holes.contains(address) {
                try ip(["route", "del", "blackhole", address], network, context)
            }
            try ip(["link", "set", "dev", network.device, "up"], network, context)
            // A link needs up to a second to be used after it came up.
            guard try context.wait(every: 50_000_000, { try isUp(network, context) }) else {
                throw DRError(.failed, "the device does not come up", object: network.device)
            }
            return ActionOutcome("took \(network.device) up")
        }
    }

    private func isUp(_ network: NetworkSettings, _ context: ActionContext) throws -> Bool {
        let line = try ip(["-o", "link", "show", "dev", network.device], network, context)
        guard let start = line.firstIndex(of: "<"), let end = line.firstIndex(of: ">") else {
            throw DRError(.failed, "ip does not tell the state of the device", object: network.device)
        }
        return line[start..<end].dropFirst().split(separator: ",").contains("UP")
    }

    @discardableResult
    private func ip(_ words: [String], _ network: NetworkSettings, _ context: ActionContext) throws -> String {
        let place = network.namespace.map { ["-n", $0] } ?? []
        let run = try CommandRun.run(["ip"] + place + words, context)
        guard run.status == 0 else {
            let reason = run.output.split(separator: "\n").first.map(String.init) ?? "exit code \(run.status)"
            throw DRError(.failed, "ip \(words.joined(separator: " ")) failed: \(reason)", object: network.device)
        }
        return run.output
    }
}
