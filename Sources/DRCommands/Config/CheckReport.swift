import DRCore
import DROperations
import DRPolicy
import DRRepository

/// What `dr config check` says, environment by environment.
struct CheckReport {
    private let context: CommandContext
    private var shown: Set<String> = []
    private var environments = 0
    private var problems = 0

    init(_ context: CommandContext) {
        self.context = context
    }

    /// An environment is as it should be.
    mutating func valid(_ installation: Installation) throws {
        environments += 1
        let configuration = installation.configuration
        let counts = [
            ProgressText.count(UInt64(configuration.plans.count), "plan"),
            ProgressText.count(UInt64(configuration.repositories.count), "repository", "repositories"),
            ProgressText.count(UInt64(installation.effective.policies.count), "retention policy", "retention policies"),
        ]
        let name = installation.environment
        try context.emit("environment", text: "\(name): valid, \(counts.joined(separator: ", "))") { json in
            json.key("environment")
            json.string(name)
            json.key("valid")
            json.bool(true)
            json.key("plans")
            json.strings(configuration.plans.keys.sorted())
            json.key("repositories")
            json.strings(configuration.repositories.keys.sorted())
        }
    }

    /// An environment has problems; what an environment before had as well is not said again to people.
    mutating func invalid(_ environment: String, _ found: [ConfigurationProblem]) throws {
        environments += 1
        problems += found.count
        for problem in found where shown.insert("\(problem.origin) \(problem.what)").inserted || context.isJSON {
            try context.emit("problem", text: Printable.text(problem.description)) { json in
                json.key("environment")
                json.string(environment)
                problem.write(to: &json)
            }
        }
        let count = ProgressText.count(UInt64(found.count), "problem")
        try context.emit("environment", text: "\(environment): \(count)") { json in
            json.key("environment")
            json.string(environment)
            json.key("valid")
            json.bool(false)
            json.key("problems")
            json.number(found.count)
        }
    }

    /// Something outside of the configuration was looked at.
    func show(_ finding: OnlineFinding, in environment: String) throws {
        let state = finding.error.map { "FAILED  \(finding.subject): \($0.description)" }
        try context.emit(
            "online",
            text: Printable.text("  " + (state ?? "ok  \(finding.subject): \(finding.remark)"))
        ) { json in
            json.key("environment")
            json.string(environment)
            json.key("subject")
            json.string(finding.subject)
            json.key("ok")
            json.bool(finding.error == nil)
            json.key("message")
            json.string(finding.error?.message ?? finding.remark)
            if let object = finding.error?.object {
                json.key("object")
                json.string(object)
            }
            if let hint = finding.error?.hint {
                json.key("hint")
                json.string(hint)
            }
        }
    }

    /// Counts what was looked at.
    mutating func count(_ findings: [OnlineFinding]) {
        problems += findings.count { $0.error != nil }
    }

    /// Ends the report, and sets the exit code.
    mutating func finish() throws {
        if problems > 0 { context.outcome = .configurationInvalid }
        try context.summary { json in
            json.key("environments")
            json.number(environments)
            json.key("problems")
            json.number(problems)
        }
    }
}

extension ConfigurationProblem {
    /// Writes the members of a problem.
    func write(to json: inout JSONWriter) {
        origin.write(to: &json)
        json.key("message")
        json.string(what)
        if let allowed {
            json.key("allowed")
            json.string(allowed)
        }
        if let suggestion {
            json.key("suggestion")
            json.string(suggestion)
        }
    }
}
