import ArgumentParser

/// The manual page: written from the commands themselves and the parts that no command knows.
struct ManualPage {
    /// The page in the language of `man`.
    let text: String

    /// Writes the page.
    ///
    /// - Throws: `DRError` when the argument parser describes a command in a way that is not known here.
    init() throws {
        // Asked for once: the argument parser describes the whole tree of commands each time.
        let common = try ManualOption.all(of: RootCommand.self)
        var parts = [
            ".TH DR 1 \"\" \"dr \(Version.number)\" \"User Commands\"",
            ".SH NAME\n" + Roff.escape("dr - backups that are proven by restoring them"),
            ".SH SYNOPSIS\n\\fBdr\\fR [\\fIoptions\\fR] \\fIcommand\\fR ...",
            ".SH DESCRIPTION\n" + ManualText.description,
            ".SH COMMANDS",
        ]
        for group in RootCommand.configuration.groupedSubcommands {
            for command in group.subcommands { parts.append(try Self.command(command, without: common)) }
        }
        parts.append(".SH OPTIONS\nThese are accepted before and after the name of a command.")
        parts += common.map(\.roff)
        parts += [
            ".SH EXIT STATUS\n" + Roff.terms(ManualText.exitCodes),
            ".SH ENVIRONMENT\n" + Roff.terms(ManualText.variables),
            ".SH SIGNALS\n" + Roff.terms(ManualText.signals),
            ".SH FILES\n" + Roff.terms(ManualText.files),
            ".SH EXAMPLES\n" + ManualText.examples,
            ".SH SEE ALSO\n\\fBrestic\\fR(1), \\fBsystemd.timer\\fR(5)",
        ]
        text = parts.joined(separator: "\n")
    }

    private static func command(
        _ command: any ParsableCommand.Type,
        without common: [ManualOption]
    ) throws -> String {
        let configuration = command.configuration
        guard configuration.subcommands.isEmpty else {
            return try configuration.subcommands.map { try self.command($0, without: common) }.joined(separator: "\n")
        }
        let shared = Set(common.map(\.section))
        let options = try ManualOption.all(of: command).filter { !shared.contains($0.section) }
        let usage = configuration.usage ?? "dr " + (configuration.commandName ?? "")
        var text = ".SS " + Roff.escape(usage) + "\n" + Roff.text(configuration.abstract)
        if !configuration.discussion.isEmpty { text += "\n.PP\n" + Roff.text(configuration.discussion) }
        return ([text] + options.map(\.roff)).joined(separator: "\n")
    }
}
