import DRCore

/// Asks a person to do something, or whether to go on.
struct PersonAdapter: ActionAdapter {
    private let person: any Person
    private let isQuestion: Bool

    init(_ person: any Person, isQuestion: Bool) {
        self.person = person
        self.isQuestion = isQuestion
    }

    var realism: Realism { person.isPerson ? .real : .simulated }

    func check(_ call: ActionCall, _ context: ActionContext) throws {}

    func perform(_ call: ActionCall, _ context: ActionContext) throws -> ActionOutcome {
        let message = try call.required("message")
        guard try person.answer(message, context) else {
            throw DRError(.interrupted, isQuestion ? "not approved" : "not done", object: message)
        }
        return ActionOutcome((isQuestion ? "approved by " : "done by ") + person.name, output: person.name)
    }
}
