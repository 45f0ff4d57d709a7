import DRCore
import DRStorage
import Synchronization

/// Passes calls on and breaks those that a test names.
package final class FaultyBackend: Backend {
    /// One thing that goes wrong; calls are counted from 1.
    package enum Fault: Sendable, Equatable {
        /// The call with this number, of any sort, fails once and changes nothing.
        case fail(call: Int, StorageFailure.Reason)
        /// The load with this number succeeds with one bit flipped.
        case flipBit(load: Int)
        /// Saves fail that would bring the bytes saved above this sum.
        case outOfSpace(afterBytes: Int)
        /// From the call with this number on, every call fails.
        case vanish(atCall: Int)
    }

    private struct State {
        var calls = 0
        var loads = 0
        var savedBytes = 0
        var generator: SeededGenerator
    }

    private let base: any Backend
    private let faults: [Fault]
    private let state: Mutex<State>

    /// Wraps a backend; `seed` chooses the bits that are flipped.
    package init(_ base: any Backend, _ faults: [Fault] = [], seed: UInt64 = 0) {
        self.base = base
        self.faults = faults
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    /// The calls so far.
    package var calls: Int { state.withLock { $0.calls } }

    package var location: String { base.location }

    package var parallelism: Int { base.parallelism }

    package func create() throws {
        try beginCall(nil)
        try base.create()
    }

    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        try beginCall(name)
        try state.withLock { state in
            for case .outOfSpace(let limit) in faults where state.savedBytes + content.count > limit {
                throw injected(.permanent, name, "no space left")
            }
            state.savedBytes += content.count
        }
        try base.save(name, content)
    }

    package func load(_ name: ObjectName, range: Range<Int>?, into buffer: ByteBuffer) throws {
        try beginCall(name)
        let start = buffer.count
        try base.load(name, range: range, into: buffer)
        let got = buffer.count - start
        let bit: Int? = state.withLock { state in
            state.loads += 1
            guard faults.contains(.flipBit(load: state.loads)), got > 0 else { return nil }
            return Int.random(in: 0..<got * 8, using: &state.generator)
        }
        if let bit { buffer.mutableBytes[start + bit / 8] ^= 1 << UInt8(bit % 8) }
    }

    package func size(of name: ObjectName) throws -> Int {
        try beginCall(name)
        return try base.size(of: name)
    }

    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        try beginCall(nil)
        try base.list(kind, visit)
    }

    package func delete(_ name: ObjectName) throws {
        try beginCall(name)
        try base.delete(name)
    }

    private func beginCall(_ name: ObjectName?) throws {
        let call = state.withLock { state in
            state.calls += 1
            return state.calls
        }
        for fault in faults {
            switch fault {
            case .fail(call, let reason): throw injected(reason, name, "injected failure of call \(call)")
            case .vanish(let first) where call >= first:
                throw StorageFailure(
                    .permanent,
                    name,
                    DRError(.storageUnreachable, "the repository has vanished", object: location)
                )
            default: continue
            }
        }
    }

    private func injected(_ reason: StorageFailure.Reason, _ name: ObjectName?, _ message: String) -> StorageFailure {
        if reason == .notFound, let name { return .absent(name, in: name.path) }
        return StorageFailure(reason, name, DRError(.failed, message, object: name?.description ?? location))
    }
}
