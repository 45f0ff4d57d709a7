import CLinux
import DRCore

/// The signals that ask this program to stop.
enum StopSignals {
    /// Set by the first of them.
    static let cancellation = Cancellation()

    /// Takes them from now on; one that the parent ignores stays ignored.
    static func install() {
        // It is made here, as a handler may not make anything.
        _ = cancellation.isCancelled
        for number in [SIGINT, SIGTERM, SIGHUP] where clinux_is_ignored(number) == 0 {
            signal(number) { StopSignals.cancellation.cancel($0 == SIGINT ? .interrupted : .terminated) }
        }
    }
}
