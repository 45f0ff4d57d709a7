import CLinux
import DRCore
import DROperations
import DRPolicy

/// Gathers the answers of a setup: from the command line, from a person, or the defaults.
struct SetupInterview {
    private let options: SetupOptions
    private let repository: RepositoryOptions
    private let defaults = SetupDefaults()
    private let folder: String
    /// The person; nil when nobody is asked.
    private let prompt: Prompt?

    init(_ options: SetupOptions, _ repository: RepositoryOptions, folder: String, prompt: Prompt?) {
        self.options = options
        self.repository = repository
        self.folder = folder
        self.prompt = prompt
    }

    /// The answers, each of which can be used.
    ///
    /// - Throws: `DRError` with code `usage` for one that cannot.
    func answers(environment: String?) throws -> SetupAnswers {
        var answers = SetupAnswers()
        answers.paths = try paths()
        answers.exclude = options.exclude
        answers.repository = try value(
            repository.repository ?? repository.repo,
            "Where do the backups go? A disk or mount that does not fail with this machine",
            defaults.repository
        ) { try SetupAnswer.place($0) }
        answers.isOffSite =
            try options.offSite
            || prompt?.confirm("Does it lie at another site than this machine?", usual: false) ?? false
        answers.environment = try value(environment, "What is this environment called?", "production") {
            try SetupAnswer.name($0)
        }
        answers.plan = try SetupAnswer.name(options.plan ?? answers.plan)
        answers.incremental = try value(
            options.incremental,
            "When is backed up what changed? Such as hourly, every 15m, or none",
            "hourly"
        ) { try SetupAnswer.rule($0) }
        answers.full = try value(options.full, "When is everything read anew?", "daily at 02:00") { text in
            guard let rule = try SetupAnswer.rule(text) else {
                throw DRError(.usage, "backups that read everything are needed", hint: "such as weekly on sun at 03:00")
            }
            return rule
        }
        let policies = ShippedExample.policies
        let usual = policies.contains { $0.name == answers.environment } ? answers.environment : "production"
        if prompt != nil, options.retention == nil {
            for policy in policies { try prompt?.say("  \(policy.name): \(policy.summary)") }
        }
        answers.retention = try value(options.retention, "How long are backups kept?", usual) { name in
            _ = try ShippedExample.policy(name)
            return name
        }
        answers.passwordFile = try value(
            repository.passwordFile,
            "Which file holds the password? It is made when it is not there",
            SetupDefaults.absolute(folder) + "/repository.key"
        ) { SetupDefaults.absolute($0) }
        answers.timezone = options.timezone ?? defaults.timezone
        answers.stateDirectory = SetupDefaults.absolute(options.stateDirectory ?? defaults.stateDirectory)
        answers.rto = try options.rto.map { text in
            guard let rto = DurationText.parse(text) else {
                throw DRError(.usage, "not a time: \(text)", hint: "such as 30m or 2h")
            }
            return rto
        }
        // A repository below what is backed up would back itself up.
        let place = answers.repository
        if answers.paths.contains(where: { place == $0 || place.hasPrefix($0 == "/" ? $0 : $0 + "/") }) {
            answers.exclude.append(place)
        }
        return answers
    }

    /// Who runs the schedule.
    func schedule() throws -> ScheduleChoice {
        if let given = options.schedule { return given }
        let usual = ScheduleChoice.usual
        return try prompt?.ask("Who runs the schedule? systemd, cron or none", usual: usual.rawValue) { answer in
            try ScheduleChoice.read(answer)
        } ?? usual
    }

    private func paths() throws -> [String] {
        if !options.path.isEmpty { return try options.path.map(SetupAnswer.source) }
        guard let prompt else {
            throw DRError(.usage, "it is not said what to back up", hint: "dr setup --yes --path /etc --path /home")
        }
        let usual = defaults.paths.joined(separator: " ")
        return try prompt.ask("What is to be backed up? Paths with blanks between them", usual: usual) { line in
            guard let words = PasswordCommand.split(line), !words.isEmpty else {
                throw DRError(.usage, "no path, or a quote that is not closed")
            }
            return try words.map(SetupAnswer.source)
        }
    }

    /// The answer of the command line, else of the person, else the usual one.
    private func value<Value>(
        _ given: String?,
        _ question: String,
        _ usual: String,
        read: (String) throws -> Value
    ) throws -> Value {
        if let given { return try read(given) }
        return try prompt?.ask(question, usual: usual, read: read) ?? read(usual)
    }
}
