import Synchronization

/// How far verify or prune has come; any thread may look.
package final class MaintenanceProgress: Sendable {
    /// What is being done.
    package enum Phase: Int, Sendable {
        case loading
        case walking
        case reading
        case searching
        case repacking
        case waiting
        case switching
        case deleting
    }

    private let phaseNumber = Atomic<Int>(0)
    private let itemCount = Atomic<Int>(0)
    private let itemTotal = Atomic<Int>(0)
    private let byteCount = Atomic<Int>(0)
    private let byteTotal = Atomic<Int>(0)

    /// Makes the progress of work that has not begun.
    package init() {}

    package var phase: Phase { Phase(rawValue: phaseNumber.load(ordering: .relaxed)) ?? .loading }
    /// Trees or packs that are done in this phase.
    package var items: Int { itemCount.load(ordering: .relaxed) }
    /// All items of this phase; 0 while unknown.
    package var totalItems: Int { itemTotal.load(ordering: .relaxed) }
    /// Bytes that were read in this phase.
    package var bytes: Int { byteCount.load(ordering: .relaxed) }
    /// All bytes of this phase; 0 while unknown.
    package var totalBytes: Int { byteTotal.load(ordering: .relaxed) }

    func begin(_ phase: Phase, items: Int = 0, bytes: Int = 0) {
        itemCount.store(0, ordering: .relaxed)
        byteCount.store(0, ordering: .relaxed)
        itemTotal.store(items, ordering: .relaxed)
        byteTotal.store(bytes, ordering: .relaxed)
        phaseNumber.store(phase.rawValue, ordering: .relaxed)
    }

    func add(items: Int = 0, bytes: Int = 0) {
        if items != 0 { itemCount.add(items, ordering: .relaxed) }
        if bytes != 0 { byteCount.add(bytes, ordering: .relaxed) }
    }
}
