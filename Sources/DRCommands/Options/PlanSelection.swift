import ArgumentParser
import DRCore
import DROperations
import DRPolicy

/// Which plans of an environment a command is about.
struct PlanSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("The plans (default: all that are enabled).", valueName: "plan"))
    var plans: [String] = []

    /// The names, each once, in the order given.
    ///
    /// - Throws: `DRError` (usage) for a plan that the environment does not have.
    func names(_ installation: Installation) throws -> [String] {
        var seen: Set<String> = []
        for plan in plans { _ = try installation.plan(plan) }
        guard plans.isEmpty else { return plans.filter { seen.insert($0).inserted } }
        return installation.configuration.plans.filter(\.value.isEnabled).keys.sorted()
    }
}
