import ArgumentParser
import DRCore
import DROperations
import DRPolicy
import DRRecovery
import DRRepository

extension DrillFindings {
    /// `dr drill findings close`.
    struct Close: DrillAccessCommand {
        static let configuration = CommandConfiguration(
            commandName: "close",
            abstract: "Close a finding, and say why.",
            discussion: """
                What was mended needs no closing: the next drill that does not show it any more does that. Closing is for what \
                is accepted, or was mended where no drill looks. It is in the audit log; the record of the drill stays as \
                it is. A drill that finds it again opens it anew.
                """
        )

        @Argument(help: ArgumentHelp("The finding, as dr drill findings shows it.", valueName: "drill/kind"))
        var finding: String

        @Option(help: ArgumentHelp("Why it is done with.", valueName: "text"))
        var reason: String

        @OptionGroup
        var access: DrillAccessOptions

        func validate() throws {
            guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason says nothing.") }
        }

        func execute(_ context: CommandContext) throws {
            let place = try DrillPlace(installation)
            let entry = try entry(place)
            let now = place.installation.clock.now
            let person = AuditActor.current.person
            let closure = FindingClosure(entry.finding.kind, by: person, reason: reason, at: now)
            // The log first: a finding that is closed and nobody knows why would be worse than one that is open.
            try DrillLedger(place.installation).noteClosure(closure, of: entry.name)
            try ClosedFindings(directory: place.store.directory(entry.drill)).add(closure)
            try context.summary("closed \(entry.name): \(Printable.text(entry.finding.text))") { json in
                json.key("id")
                json.string(entry.name)
                json.key("reason")
                json.string(reason)
            }
        }

        /// The finding of a name, which must be open.
        private func entry(_ place: DrillPlace) throws -> FindingRegister.Entry {
            let environment = place.installation.environment
            let parts = finding.split(separator: "/", maxSplits: 1).map(String.init)
            let drills = try DrillHistory(place.store).all().filter { $0.environment == environment }
            let register = FindingRegister(drills.compactMap(\.registered))
            guard parts.count == 2 else {
                throw DRError(.usage, "this names no finding", object: finding, hint: "dr drill findings lists them")
            }
            let drill = try place.store.find(parts[0])
            guard let entry = register.entries.first(where: { $0.name == drill + "/" + parts[1] }) else {
                throw DRError(
                    .usage,
                    "the drill has no such finding in \(environment)",
                    object: finding,
                    hint: "dr drill findings list --all lists them"
                )
            }
            switch entry.state {
            case .open: return entry
            case .foundAgain(let later):
                throw DRError(
                    .usage,
                    "a later drill found it again, where it goes on",
                    object: finding,
                    hint: "dr drill findings close \(later)/\(entry.finding.kind.rawValue)"
                )
            case .closed, .mended: throw DRError(.usage, "the finding is not open any more", object: finding)
            }
        }
    }
}
