/// Looks for what is wrong with a configuration as a whole.
struct CrossChecks {
    /// The name of the environment; `production` has the strictest rules of its own.
    let environment: String
    /// What was decoded.
    let configuration: Configuration
    /// The retention policies that could be decoded, by name.
    let policies: [String: RetentionPolicy]
    /// The values, for their places.
    let effective: ConfigurationValue
    /// What was found.
    var problems: [ConfigurationProblem] = []

    init(
        environment: String,
        configuration: Configuration,
        policies: [String: RetentionPolicy],
        effective: ConfigurationValue
    ) {
        self.environment = environment
        self.configuration = configuration
        self.policies = policies
        self.effective = effective
    }

    /// Makes all checks.
    mutating func run() {
        checkCopies()
        for name in configuration.plans.keys.sorted() {
            guard let plan = configuration.plans[name], plan.isEnabled else { continue }
            checkOffSiteCopy(plan, name)
            checkRetention(plan, name)
            checkObjectives(plan, name)
            checkCluster(plan, name)
        }
    }

    private var isProduction: Bool { environment == "production" }

    /// A copy is of another repository, and not of a copy: then a broken one would spread unseen.
    private mutating func checkCopies() {
        for (name, repository) in configuration.repositories {
            guard let original = repository.copyOf else { continue }
            let path = ["repositories", name, "copy_of"]
            if original == name {
                report("the repository is a copy of itself", path, allowed: "another repository")
            } else if configuration.repositories[original]?.copyOf != nil {
                report("\"\(original)\" is a copy itself", path, allowed: "a repository that is no copy")
            }
        }
    }

    private mutating func checkOffSiteCopy(_ plan: BackupPlan, _ name: String) {
        guard configuration.compliance.needsOffSiteCopy ?? isProduction,
            let repository = configuration.repositories[plan.repository], !repository.isOffSite,
            !configuration.repositories.values.contains(where: { $0.isOffSite && $0.copyOf == plan.repository })
        else { return }
        report(
            "the repository \"\(plan.repository)\" has no off-site copy",
            ["plans", name, "repository"],
            allowed: "a repository with off_site: true, or one that another copies with off_site: true and "
                + "copy_of: \(plan.repository)"
        )
    }

    private mutating func checkRetention(_ plan: BackupPlan, _ name: String) {
        let required = configuration.compliance.requiredRetention ?? (isProduction ? .days(90) : nil)
        guard let required, let policy = policies[plan.retention], let reach = policy.keep.reach, reach < required
        else { return }
        report(
            "retention \"\(plan.retention)\" reaches back \(DurationText.format(reach)), less than the "
                + "\(DurationText.format(required)) that \(environment) requires",
            ["plans", name, "retention"],
            allowed: "a policy that reaches back \(DurationText.format(required))"
        )
    }

    private mutating func checkObjectives(_ plan: BackupPlan, _ name: String) {
        let objectives = plan.objectives
        guard configuration.compliance.needsObjectives, objectives.rpo == nil || objectives.rto == nil else { return }
        let path = ["plans", name, "objectives"]
        report(
            "the plan \"\(name)\" lacks an RPO or an RTO",
            effective[path] == nil ? ["plans", name] : path,
            allowed: "objectives: {rpo: …, rto: …}"
        )
    }

    private mutating func checkCluster(_ plan: BackupPlan, _ name: String) {
        guard let cluster = plan.postgresql?.cluster, let service = configuration.services[cluster],
            service.postgresql == nil
        else { return }
        let clusters = configuration.services.filter { $0.value.postgresql != nil }.keys.sorted()
        report(
            "the service \"\(cluster)\" is not a PostgreSQL cluster",
            ["plans", name, "postgresql", "cluster"],
            allowed: clusters.isEmpty ? "a service with postgresql" : clusters.joined(separator: ", ")
        )
    }

    mutating func report(_ what: String, _ path: [String], allowed: String) {
        let origin = effective[path]?.origin ?? .builtIn
        problems.append(ConfigurationProblem(what, at: origin, allowed: allowed))
    }
}
