import DRCore
import DRRecovery

/// Says yes to everything, because an option of the command line says so; the report names it as simulated.
struct AssumedPerson: Person {
    let name: String

    var isPerson: Bool { false }

    func answer(_ question: String, _ context: ActionContext) throws -> Bool { true }
}
