import DRCore

/// Hears of every run: metrics, alerts, the audit log.
///
/// What it throws is noted and never fails a run.
package protocol RunListener: Sendable {
    /// A run has begun, and the catalog knows it.
    func began(_ run: RunRecord) throws
    /// A run has ended, in whatever way, and the catalog knows it; also one that was refused and never began.
    func ended(_ run: RunRecord) throws
    /// The caller has run its last job: what a listener still does, such as sending, gets so many seconds to be done.
    func finish(seconds: Double)
}

extension RunListener {
    package func finish(seconds: Double) {}
}
