/// A disaster and the way out of it, as a file of `scenarios/` describes them.
package struct Scenario: Hashable, Sendable {
    /// The name: that of the file without `.yml`.
    package var name = ""
    /// The version of the form of these files.
    package var version = 1
    /// What people call it.
    package var title = ""
    /// What it rehearses and why.
    package var description: String?
    /// The service that is rehearsed; one drill at a time runs for it.
    package var service = ""
    /// Who has to see to what its drills find; nil for the owner that the environment names.
    package var owner: String?
    /// The modes in which it may run.
    package var modes = DrillMode.allCases
    /// What a recovery must achieve.
    package var objectives = ScenarioObjectives()
    /// What must hold before anything is touched.
    package var prechecks: [ScenarioStep] = []
    /// What holds while all is well: before the fault, and again at the end.
    package var steadyState: [ScenarioStep] = []
    /// How long the steady state may take to come back at the end.
    package var restoredWithin = Duration.minutes(2)
    /// What stops a drill.
    package var safeguards = SafeguardSettings()
    /// Writers that count what is lost, by name.
    package var sentinels: [String: SentinelSettings] = [:]
    /// A check that no two nodes take writes at once.
    package var singleWriter: SingleWriterSettings?
    /// The disaster.
    package var fault = FaultSettings()
    /// How it is noticed.
    package var detection: DetectionSettings?
    /// The way out.
    package var recovery: [ScenarioStep] = []
    /// What must hold for the service to count as recovered.
    package var validation: [ScenarioStep] = []
    /// What is done after all reverses, such as failing back.
    package var rollback: [ScenarioStep] = []
    /// What proves that nothing is left of the drill.
    package var cleanup: [ScenarioStep] = []
    /// Whom the drill is told to.
    package var communications: [CommunicationSettings] = []
    /// How often it is rehearsed.
    package var calendar = DrillCalendar()
}

extension Scenario {
    /// A block of steps.
    package struct Block: Sendable {
        /// The key of the block.
        package let key: String
        /// Its steps.
        package let steps: [ScenarioStep]
        /// Whether all of them may only look.
        let isProbing: Bool
    }

    /// The blocks in the order in which they run.
    package var blocks: [Block] {
        [
            Block(key: "prechecks", steps: prechecks, isProbing: true),
            Block(key: "steady_state", steps: steadyState, isProbing: true),
            Block(key: "safeguards.probes", steps: safeguards.probes, isProbing: true),
            Block(key: "single_writer.nodes", steps: singleWriter?.nodes ?? [], isProbing: true),
            Block(key: "fault.do", steps: fault.steps, isProbing: false),
            Block(key: "fault.took_effect", steps: fault.tookEffect, isProbing: true),
            Block(key: "detection.probes", steps: detection?.probes ?? [], isProbing: true),
            Block(key: "recovery", steps: recovery, isProbing: false),
            Block(key: "validation", steps: validation, isProbing: true),
            Block(key: "fault.undo", steps: fault.undo, isProbing: false),
            Block(key: "rollback", steps: rollback, isProbing: false),
            Block(key: "cleanup", steps: cleanup, isProbing: true),
        ]
    }

    /// Every action that it can perform, reverses too.
    package var actions: [ScenarioAction] {
        blocks.flatMap(\.steps).flatMap(\.all).flatMap { [$0.action, $0.reverse?.action].compactMap { $0 } }
    }

    /// The services that it changes, with the place of each.
    package var changedServices: [(name: String, origin: ValueOrigin)] {
        actions.filter(\.changes).flatMap { $0.services.map { ($0.name, $0.origin) } }
    }
}
