import Synchronization

/// Running counts of a backup; read at any time from another thread.
package final class BackupProgress: Sendable {
    package let filesNew = Atomic<UInt64>(0)
    package let filesChanged = Atomic<UInt64>(0)
    package let filesUnmodified = Atomic<UInt64>(0)
    package let directoriesNew = Atomic<UInt64>(0)
    package let directoriesChanged = Atomic<UInt64>(0)
    package let directoriesUnmodified = Atomic<UInt64>(0)
    /// Bytes of the files dealt with, unchanged ones too.
    package let bytesDone = Atomic<UInt64>(0)
    /// Bytes that were read from files.
    package let bytesRead = Atomic<UInt64>(0)
    package let problems = Atomic<UInt64>(0)
    /// Files and bytes of the parent snapshot: what to expect; 0 when unknown.
    package let expectedFiles = Atomic<UInt64>(0)
    package let expectedBytes = Atomic<UInt64>(0)

    /// Makes counts of nothing.
    package init() {}

    /// Files dealt with.
    package var filesDone: UInt64 {
        filesNew.load(ordering: .relaxed) + filesChanged.load(ordering: .relaxed)
            + filesUnmodified.load(ordering: .relaxed)
    }
}
