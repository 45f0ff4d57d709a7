import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRepository

extension AuditCommand {
    /// `dr audit verify`: whether the log is as it was written.
    struct Verify: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check that no entry was changed, moved or cut off.",
            usage: "dr audit verify [options]",
            discussion: """
                Reads the whole log, checks every hash and the chain, and compares the log with its head beside it and \
                with the heads that the backups of this host carry in the repositories. The exit code is 15 when \
                somebody changed it. A line that a crash left incomplete is told and is no damage.
                """
        )

        @OptionGroup(title: "Configuration options")
        var installation: InstallationOptions

        @OptionGroup(title: "Output options")
        var output: OutputOptions

        @Flag(help: "Open no repository: only the log and its head beside it.")
        var local = false

        func execute(_ context: CommandContext) throws {
            let installation = try installation.load()
            let log = AuditLog(installation)
            let report = try AuditVerification.run(log, heads: local ? [] : heads(installation, context))
            for problem in report.problems {
                try context.emit("problem", text: Printable.text("\(problem.kind.rawValue): \(problem)")) { json in
                    json.key("kind")
                    json.string(problem.kind.rawValue)
                    if let line = problem.line {
                        json.key("line")
                        json.number(line)
                    }
                    json.key("message")
                    json.string(problem.message)
                }
            }
            let verdict =
                report.isDamaged ? "the log was changed" : report.problemCount > 0 ? "no damage" : "the log is whole"
            let heads = report.agreeingHeads == 1 ? "1 known head agrees" : "\(report.agreeingHeads) known heads agree"
            try context.summary("\(report.entries) entries, \(heads): \(verdict)") { json in
                json.key("file")
                json.string(log.path)
                json.key("entries")
                json.number(report.entries)
                json.key("problems")
                json.number(report.problemCount)
                json.key("damaged")
                json.bool(report.isDamaged)
                json.key("agreeing_heads")
                json.number(report.agreeingHeads)
                json.key("head")
                json.id(report.head.hash)
            }
            if report.isDamaged { context.outcome = .integrity }
        }

        /// What the repositories know; one that cannot be read leaves the verification without its word.
        private func heads(
            _ installation: Installation,
            _ context: CommandContext
        ) -> [(source: String, head: AuditHead)] {
            let access = RepositoryAccess(installation, cancellation: context.cancellation) {
                [messages = context.messages] in messages.note("dr: " + $0)
            }
            var heads: [(source: String, head: AuditHead)] = []
            for name in Set(installation.configuration.plans.values.map(\.repository)).sorted() {
                do {
                    heads += try AuditHeads.read(from: name, installation, access)
                } catch {
                    let error = ErrorReport.error(from: error)
                    context.outcome = error.code
                    context.messages.warning(
                        "the heads in the repository \(name) could not be compared: \(error.message)",
                        object: error.object,
                        next: error.hint
                    )
                }
            }
            return heads
        }
    }
}
