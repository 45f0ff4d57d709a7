import DRPolicy

/// What excludes each other within a plan: its backups, and apart from them its maintenance, so that a long restore test
/// or verification never keeps a backup from its hour.
package enum RunLane: String, CaseIterable, Sendable {
    /// Full and incremental backups.
    case backup
    /// Everything else.
    case maintenance

    /// The lane of a kind of run.
    package init(_ kind: RunKind) {
        switch kind {
        case .full, .incremental: self = .backup
        case .verify, .retention, .prune, .restoreTest: self = .maintenance
        }
    }
}
