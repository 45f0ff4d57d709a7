/// All that the verdict on a drill is made from.
package struct DrillFacts: Hashable, Sendable {
    /// The mode.
    package var mode = DrillMode.drill
    /// How it went.
    package var status = DrillStatus.running
    /// The objectives.
    package var objectives = ScenarioObjectives()
    /// Whether the fault was seen to act; nil when there was none.
    package var faultTookEffect: Bool?
    /// The moments.
    package var timeline = DrillTimeline()
    /// Whether something outside of `dr` saw when the service was back.
    package var serviceWasWatched = false
    /// Whether it began again after its process died; its times mean nothing then.
    package var wasResumed = false
    /// What the sentinels counted; nil when there were none, or what is there could not be read.
    package var tally: SentinelTally?
    /// What was lost, as a time.
    package var recoveryPoint: RecoveryPoint?
    /// Whether the data is of the newest clean restore point; nil when nobody looked.
    package var isCleanPoint: Bool?
    /// What can be lost in the worst case.
    package var designedLoss: Duration?
    /// Looks that saw two nodes take writes after the fence.
    package var writerViolations = 0
    /// Looks at the nodes that could be made; nil when the scenario wants none.
    package var writerRounds: Int?
    /// Steps that failed, and did not stop the drill.
    package var failedSteps: [String] = []
    /// Whether everything that validates held; nil when it was not tried.
    package var isValidated: Bool?
    /// Whether the steady state was back at the end; nil when it was not tried.
    package var isRestored: Bool?
    /// Whether nothing was left; nil when it was not tried.
    package var isClean: Bool?

    /// Facts of a drill that has not begun.
    package init() {}
}
