import Synchronization

/// Running counts of an export or import; read at any time from another thread.
package final class ArchiveProgress: Sendable {
    /// Entries dealt with.
    package let entries = Atomic<UInt64>(0)
    /// Bytes of file content dealt with.
    package let contentBytes = Atomic<UInt64>(0)
    /// Bytes of the archive written, or read so far.
    package let archiveBytes = Atomic<UInt64>(0)
    /// Bytes of the archive that is read; 0 when unknown.
    package let archiveSize = Atomic<UInt64>(0)
    /// Entries that could not be taken over as they are.
    package let problems = Atomic<UInt64>(0)

    /// Makes counts of nothing.
    package init() {}
}
