/// Why a run began.
package enum RunCause: String, CaseIterable, Sendable {
    /// The daemon found it due.
    case schedule
    /// `dr schedule due` found it due.
    case cron
    /// Somebody asked for it.
    case manual
    /// It was found in the repository after the catalog was lost.
    case rebuilt
}
