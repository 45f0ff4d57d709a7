import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension AlertsCommand {
    /// `dr alerts test`: tries the ways on which alerts are told.
    struct Test: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Send a test message through channels, at once and without repeats.",
            usage: "dr alerts test [options] [CHANNEL ...]",
            discussion: "Without a name all channels of the environment are tried. The exit code is 14 when one fails."
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Argument(help: ArgumentHelp("The channels to try.", valueName: "channel"))
        var channels: [String] = []

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let known = installation.configuration.alerts.channels.keys.sorted()
            if let unknown = channels.first(where: { !known.contains($0) }) {
                throw DRError(
                    .usage,
                    "the environment \(installation.environment) has no such channel",
                    object: unknown,
                    hint: known.isEmpty
                        ? "alerts.channels is empty" : "the channels are: " + known.joined(separator: ", ")
                )
            }
            let chosen = channels.isEmpty ? known : channels
            guard !chosen.isEmpty else {
                throw DRError(
                    .usage,
                    "the environment \(installation.environment) has no channels to test",
                    hint: "alerts.channels in the configuration names them"
                )
            }
            var failed = 0
            for channel in chosen {
                let result = ChannelTest.run(channel, installation, context.cancellation)
                if result.failure != nil { failed += 1 }
                let text = result.failure.map { "failed: \(Printable.text($0))" } ?? result.remark ?? "took the message"
                try context.emit("channel", text: "\(channel): \(text)") { json in
                    json.key("channel")
                    json.string(channel)
                    json.key("delivered")
                    json.bool(result.failure == nil)
                    if let text = result.failure ?? result.remark {
                        json.key(result.failure == nil ? "remark" : "failure")
                        json.string(text)
                    }
                }
            }
            try context.summary { json in
                json.key("channels")
                json.number(chosen.count)
                json.key("failed")
                json.number(failed)
            }
            if failed > 0 { context.outcome = .storageUnreachable }
        }
    }
}
