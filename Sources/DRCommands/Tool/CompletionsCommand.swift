import ArgumentParser
import DRRepository

/// `dr completions`: scripts that teach a shell the commands and options.
struct CompletionsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print a completion script for a shell.",
        usage: "dr completions SHELL",
        discussion: """
            bash: dr completions bash > /etc/bash_completion.d/dr
            zsh:  dr completions zsh > "${fpath[1]}/_dr"
            fish: dr completions fish > ~/.config/fish/completions/dr.fish
            """
    )

    /// The shells.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish
    }

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func execute(_ context: CommandContext) throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        let script = RootCommand.completionScript(for: kind)
        try context.summary(script) { json in
            json.key("shell")
            json.string(shell.rawValue)
            json.key("script")
            json.string(script)
        }
    }
}
