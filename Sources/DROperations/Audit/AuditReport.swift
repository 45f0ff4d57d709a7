/// What the verification of an audit log found.
package struct AuditReport: Sendable {
    /// The lines that are sound entries.
    package var entries = 0
    /// What is wrong, in the order of the lines; the first of very many.
    package internal(set) var problems: [AuditProblem] = []
    /// How many problems there are.
    package internal(set) var problemCount = 0
    /// Whether any of them is damage.
    package internal(set) var isDamaged = false
    /// The head of the log as it is.
    package var head: AuditHead
    /// Heads from elsewhere that were compared and agree.
    package var agreeingHeads = 0

    /// Adds a problem; only the first hundred are kept.
    mutating func add(_ kind: AuditProblem.Kind, line: Int? = nil, _ message: String) {
        let problem = AuditProblem(kind: kind, line: line, message: message)
        problemCount += 1
        isDamaged = isDamaged || problem.isDamage
        if problems.count < 100 { problems.append(problem) }
    }
}
