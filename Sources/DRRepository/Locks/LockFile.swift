import DRCore
import DRStorage

/// What a lock in a repository says (restic repository format, "Locks").
package struct LockFile: Sendable, Equatable {
    /// When it was written last; a running program writes it anew every five minutes.
    package var time: Timestamp
    /// Whether it shuts out every other lock, or exclusive ones only.
    package var isExclusive: Bool
    /// Who holds it.
    package var holder: LockHolder

    /// Makes a lock.
    package init(time: Timestamp, isExclusive: Bool, holder: LockHolder) {
        self.time = time
        self.isExclusive = isExclusive
        self.holder = holder
    }

    /// Who holds it, since when and how old it is: "user@host, process 4711, since 2024-01-25T14:30:22Z (3 min ago)".
    package func describe(at now: Timestamp) -> String {
        let user = holder.username.isEmpty ? holder.hostname : "\(holder.username)@\(holder.hostname)"
        let age = max(Int64(now.seconds(since: time)), 0)
        let text = age < 120 ? "\(age) s" : age < 7200 ? "\(age / 60) min" : "\(age / 3600) h"
        return "\(user), process \(holder.pid), since \(RFC3339.format(time)) (\(text) ago)"
    }
}
