import CLinux
import Synchronization

/// Counters of a running restore, for whoever shows them; every value may be read at any time.
package final class RestoreProgress: Sendable {
    /// What a restore is doing.
    package enum Phase: Int, Sendable {
        case reading, examining, writing, finishing, verifying, done

        /// The word for people.
        package var name: String {
            switch self {
            case .reading: "reading directories"
            case .examining: "comparing"
            case .writing: "restoring"
            case .finishing: "setting metadata"
            case .verifying: "verifying"
            case .done: "done"
            }
        }
    }

    private let phaseValue = Atomic<Int>(0)
    private let totalFilesValue = Atomic<Int>(0)
    private let totalBytesValue = Atomic<Int>(0)
    private let filesValue = Atomic<Int>(0)
    private let writtenValue = Atomic<Int>(0)
    private let reusedValue = Atomic<Int>(0)
    private let skippedValue = Atomic<Int>(0)
    private let verifiedFilesValue = Atomic<Int>(0)
    private let verifiedBytesValue = Atomic<Int>(0)
    /// When files began to be read again, in nanoseconds; 0 before.
    private let verifyingStart = Atomic<Int>(0)

    /// Makes counters of nothing.
    package init() {}

    package var phase: Phase { Phase(rawValue: phaseValue.load(ordering: .relaxed)) ?? .done }
    /// Files of the snapshot that are to be in the target; grows while directories are read.
    package var totalFiles: Int { totalFilesValue.load(ordering: .relaxed) }
    /// Bytes of their content.
    package var totalBytes: Int { totalBytesValue.load(ordering: .relaxed) }
    /// Files that are finished.
    package var files: Int { filesValue.load(ordering: .relaxed) }
    /// Bytes that are settled: written, found right, or kept by the overwrite rule.
    package var bytes: Int { writtenBytes + reusedBytes + skippedValue.load(ordering: .relaxed) }
    /// Bytes that were written.
    package var writtenBytes: Int { writtenValue.load(ordering: .relaxed) }
    /// Bytes that were in the target already.
    package var reusedBytes: Int { reusedValue.load(ordering: .relaxed) }
    package var verifiedFiles: Int { verifiedFilesValue.load(ordering: .relaxed) }
    package var verifiedBytes: Int { verifiedBytesValue.load(ordering: .relaxed) }

    /// When all was written and files began to be read again, in seconds of the clock that counts since the boot; nil
    /// before, and where that was not asked for.
    package var verifyingSince: Double? {
        let start = verifyingStart.load(ordering: .relaxed)
        return start > 0 ? Double(start) / 1e9 : nil
    }

    func enter(_ phase: Phase) {
        if phase == .verifying {
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            verifyingStart.store(time.tv_sec * 1_000_000_000 + time.tv_nsec, ordering: .relaxed)
        }
        phaseValue.store(phase.rawValue, ordering: .relaxed)
    }

    func plan(files: Int, bytes: Int) {
        totalFilesValue.wrappingAdd(files, ordering: .relaxed)
        totalBytesValue.wrappingAdd(bytes, ordering: .relaxed)
    }

    func finishFile() { filesValue.wrappingAdd(1, ordering: .relaxed) }

    func write(_ bytes: Int) { writtenValue.wrappingAdd(bytes, ordering: .relaxed) }

    func reuse(_ bytes: Int) { reusedValue.wrappingAdd(bytes, ordering: .relaxed) }

    func skip(_ bytes: Int) { skippedValue.wrappingAdd(bytes, ordering: .relaxed) }

    func verify(files: Int, bytes: Int) {
        verifiedFilesValue.wrappingAdd(files, ordering: .relaxed)
        verifiedBytesValue.wrappingAdd(bytes, ordering: .relaxed)
    }
}
