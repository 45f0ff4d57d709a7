import DRCore
import DRPolicy
import DRWorkloads

/// Runs a program that gets the alert as JSON on its standard input; there is no shell.
struct CommandSender: ChannelSender {
    private let settings: CommandChannel

    init(_ settings: CommandChannel) {
        self.settings = settings
    }

    func send(_ message: ChannelMessage, _ cancellation: Cancellation) throws -> String? {
        guard case .alert(let alert) = message else { return nil }
        var program = BoundedProgram(settings.command, timeout: settings.timeout.inSeconds)
        program.input = alert.json + [UInt8(ascii: "\n")]
        program.keepsErrors = true
        let name = settings.command.first ?? ""
        let outcome = try program.run(cancellation: cancellation)
        if outcome.isTimedOut {
            throw DRError(.failed, "the program took longer than \(Int(settings.timeout.inSeconds)) s", object: name)
        }
        guard outcome.status == .exited(0) else {
            let output = String(decoding: outcome.output.suffix(200), as: UTF8.self)
            let said = output.split { $0.isWhitespace }.joined(separator: " ")
            throw DRError(.failed, "the program \(outcome.status)" + (said.isEmpty ? "" : ": \(said)"), object: name)
        }
        return nil
    }
}
