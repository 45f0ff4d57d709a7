/// The parts of the time that a recovery takes.
package enum RecoveryPhase: String, CaseIterable, Hashable, Sendable {
    case detect
    case decide
    case fence
    case recover
    case `switch`
    case validate
}
