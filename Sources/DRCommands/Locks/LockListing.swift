import DRCore
import DRRepository

/// Locks in words and as JSON.
enum LockListing {
    /// Who holds a lock, of which kind, and since when.
    static func text(_ lock: LockFile) -> String {
        Printable.text((lock.isExclusive ? "exclusive, " : "shared, ") + lock.describe(at: .now))
    }

    /// Writes the members of a lock.
    static func write(_ lock: LockFile, to json: inout JSONWriter) {
        json.key("exclusive")
        json.bool(lock.isExclusive)
        json.key("time")
        json.time(lock.time)
        json.key("hostname")
        json.string(lock.holder.hostname)
        json.key("username")
        json.string(lock.holder.username)
        json.key("pid")
        json.number(Int(lock.holder.pid))
    }
}
