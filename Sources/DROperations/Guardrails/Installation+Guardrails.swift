import DRCore
import DRPolicy

extension Installation {
    /// The limits that hold in this environment.
    package var guardrails: GuardrailLimits {
        GuardrailLimits(configuration.guardrails, environment: environment)
    }

    /// The zone of a plan's calendar rules; without a plan that of the environment, in which windows are meant.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` when the machine does not have it.
    package func zone(of plan: BackupPlan? = nil) throws -> TimeZoneRules {
        try zones.zone(named: plan?.schedule.timezone ?? configuration.timezone)
    }
}
