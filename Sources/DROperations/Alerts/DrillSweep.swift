import DRCore
import DRPolicy

/// Looks at the drills of an environment: what is overdue, what is not mended, what was changed afterwards.
struct DrillSweep {
    private let installation: Installation
    private let catalog: Catalog

    init(_ installation: Installation, _ catalog: Catalog) {
        self.installation = installation
        self.catalog = catalog
    }

    /// What was seen; all is well of scenarios that are not there any more.
    ///
    /// - Throws: `DRError` when the scenarios, the directory of the drills or the catalog cannot be read.
    func observations(at now: Timestamp) throws -> [AlertObservation] {
        var seen: [AlertObservation] = []
        if let agenda = try DrillAgenda(installation) {
            seen += DrillReview(due: agenda.due(), open: agenda.register.open).observations(at: now)
            seen += agenda.wrong.map { name in
                .wrong(
                    AlertFinding(
                        .scenario(name),
                        .warning,
                        "a scenario is wrong, so it cannot be rehearsed",
                        object: name,
                        hint: "dr scenario check \(name)"
                    )
                )
            }
            seen += agenda.damaged.map { id, error in
                .wrong(
                    AlertFinding(
                        .journal(id),
                        .critical,
                        "what a drill wrote cannot be trusted: \(error.message)",
                        object: error.object ?? id,
                        hint: "dr drill show \(id)"
                    )
                )
            }
        }
        let known = Set(seen.map(\.topic))
        let gone = try catalog.openAlerts(environment: installation.environment).map(\.finding.topic).filter {
            $0.isAboutDrills && !known.contains($0)
        }
        return seen + gone.map { .good($0) }
    }
}
