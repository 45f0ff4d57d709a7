import Synchronization

/// What is to be done with each file of a plan and how far it is; shared by the threads of a restore.
///
/// Unchecked, as a file's state and the marks of its blobs are written only by the thread that examines it, before
/// others look; the rest is atomic.
final class FileStates: @unchecked Sendable {
    /// What is to be done with a file.
    enum State: UInt8 {
        /// Nothing is there: make it.
        case create
        /// It is there: write what differs, set the metadata.
        case update
        /// The overwrite rule finds it the same: touch nothing.
        case unchanged
        /// The overwrite rule keeps it, or the way to it is blocked.
        case leave
    }

    private static let damagedBit: UInt32 = 1 << 31
    private static let failedBit: UInt32 = 1 << 30
    private static let countMask: UInt32 = 1 << 30 - 1

    private let states: UnsafeMutablePointer<State>
    private let present: UnsafeMutablePointer<Bool>
    private let work: UnsafeMutablePointer<Atomic<UInt32>>
    private let fileCount: Int
    private let turns = (0..<16).map { _ in Turn() }

    private final class Turn: Sendable {
        let lock = Mutex(())
    }

    /// Makes states for `files` files with `blobs` blobs together: all are to be made.
    init(files: Int, blobs: Int) {
        fileCount = files
        states = .allocate(capacity: max(files, 1))
        states.initialize(repeating: .create, count: files)
        present = .allocate(capacity: max(blobs, 1))
        present.initialize(repeating: false, count: blobs)
        work = .allocate(capacity: max(files, 1))
        for file in 0..<files { (work + file).initialize(to: Atomic(0)) }
    }

    deinit {
        states.deallocate()
        present.deallocate()
        work.deinitialize(count: fileCount)
        work.deallocate()
    }

    subscript(_ file: Int) -> State {
        get { states[file] }
        set { states[file] = newValue }
    }

    /// Whether the blob at this place of the plan's list is in the target already.
    func isPresent(_ blob: Int) -> Bool { present[blob] }

    func setPresent(_ blob: Int, _ isPresent: Bool) { present[blob] = isPresent }

    /// Sets how many blobs have to be written.
    func setPending(_ file: Int, _ count: Int) {
        let bits = work[file].load(ordering: .relaxed) & ~Self.countMask
        work[file].store(bits | UInt32(clamping: count), ordering: .relaxed)
    }

    /// The blobs that are not written yet.
    func pending(_ file: Int) -> Int { Int(work[file].load(ordering: .relaxed) & Self.countMask) }

    /// Counts blobs as dealt with; true for the last one.
    func finish(_ blobs: Int, of file: Int) -> Bool {
        work[file].wrappingSubtract(UInt32(blobs), ordering: .acquiringAndReleasing).newValue & Self.countMask == 0
    }

    /// Runs `body` while no other thread does so for the same file.
    func inTurn(_ file: Int, _ body: () throws -> Void) rethrows {
        try turns[file % turns.count].lock.withLock { _ in try body() }
    }

    /// Notes that data of the repository is missing; true the first time.
    @discardableResult
    func markDamaged(_ file: Int) -> Bool {
        work[file].bitwiseOr(Self.damagedBit, ordering: .relaxed).oldValue & Self.damagedBit == 0
    }

    /// Notes that the target refused the file; true the first time.
    @discardableResult
    func markFailed(_ file: Int) -> Bool {
        work[file].bitwiseOr(Self.failedBit, ordering: .relaxed).oldValue & Self.failedBit == 0
    }

    func isDamaged(_ file: Int) -> Bool { work[file].load(ordering: .relaxed) & Self.damagedBit != 0 }

    func isFailed(_ file: Int) -> Bool { work[file].load(ordering: .relaxed) & Self.failedBit != 0 }
}
