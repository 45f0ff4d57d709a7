import DRCore
import DRStorage
import Synchronization

/// Reports objects that cannot be read and counts them; safe to use from several threads.
final class DamageList: Sendable {
    private let messages: Messages
    private let found = Mutex(0)

    init(_ messages: Messages) {
        self.messages = messages
    }

    /// The objects reported.
    var count: Int { found.withLock { $0 } }

    /// Reports an object.
    func add(_ id: ObjectID, _ error: DRError) {
        found.withLock { $0 += 1 }
        messages.warning(error.message, object: error.object ?? id.hex, next: error.hint ?? "dr verify")
    }
}
