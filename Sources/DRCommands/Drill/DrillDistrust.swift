import DRCore
import DRRecovery

/// Drills whose journal or record is not what was written.
enum DrillDistrust {
    /// Warns of each, and lets the command end with what damage ends with.
    static func tell(_ drills: [DrillSummary], _ context: CommandContext) {
        for drill in drills {
            guard let damage = drill.damage else { continue }
            context.messages.warning(
                "what the drill wrote cannot be trusted: \(damage)",
                object: drill.id,
                next: "dr drill show \(drill.id)"
            )
            context.outcome = .integrity
        }
    }
}
