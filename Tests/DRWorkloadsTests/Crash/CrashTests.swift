import DRCore
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

/// A process dies after every single change of the storage, also in the middle of it on a storage that tears objects.
@Suite(.tags(.medium))
struct CrashTests {
    /// What reached the device of the last change; nil for all of it.
    enum Torn: CaseIterable, CustomTestStringConvertible {
        case whole, empty, half, oneByteShort

        var testDescription: String { "\(self)" }

        func fraction(of size: Int) -> Double? {
            switch self {
            case .whole: nil
            case .empty: 0
            case .half: 0.5
            // In the middle of the last byte, so that rounding cannot matter.
            case .oneByteShort: (Double(size) - 0.5) / Double(size)
            }
        }
    }

    @Test(
        "init, backups, forget, prune and a key change lose nothing, whatever the moment of death",
        arguments: Torn.allCases
    )
    func everyPrefix(_ torn: Torn) throws {
        try ScratchDirectory.with { scratch in
            let bench = try CrashBench(scratch)
            let log = OperationLogBackend()
            _ = try Repository.create(at: log, password: CrashBench.oldPassword, scrypt: CrashBench.scrypt)
            var history: [(stage: UInt64, snapshot: Snapshot)] = []
            for stage in 0..<3 as Range<UInt64> {
                try bench.write(stage)
                history.append((stage, try bench.backUp(to: log)))
            }
            try bench.forgetAndPrune([history[0].snapshot, history[1].snapshot], on: log)
            _ = try bench.open(log).changePassword(to: CrashBench.newPassword, scrypt: CrashBench.scrypt)
            try bench.write(3)
            history.append((3, try bench.backUp(to: log)))
            try bench.write(4)

            let operations = log.operations
            #expect(operations.count > 40)
            for count in 0...operations.count {
                var lost: ObjectName?
                var fraction: Double?
                if torn != .whole {
                    guard count > 0, case .save(let name, let bytes) = operations[count - 1] else { continue }
                    lost = name
                    fraction = torn.fraction(of: bytes.count)
                }
                let state = log.state(after: count, tornTo: fraction)
                let moment: Comment =
                    "after \(count) changes, the last one \(operations.prefix(count).last?.description ?? "none")"
                try check(state, lost, history, bench, moment)
            }
        }
    }

    private func check(
        _ state: MemoryBackend,
        _ lost: ObjectName?,
        _ history: [(stage: UInt64, snapshot: Snapshot)],
        _ bench: CrashBench,
        _ moment: Comment
    ) throws {
        guard try state.exists(.config), lost != .config else {
            // `init` had not ended; nothing was ever acknowledged.
            #expect(throws: DRError.self, moment) { try bench.open(state) }
            return
        }
        // The process is dead, so a command takes its lock for stale, whole or not.
        for (id, _) in try state.list(.lock) { state.delete(ObjectName(.lock, id)) }
        let isNamed = lost.map { $0.kind == .key || $0.kind == .index || $0.kind == .snapshot } ?? false
        let report: VerifyReport
        do {
            report = try bench.verify(state)
        } catch {
            Issue.record(error, moment)
            return
        }
        #expect(report.damages.map(\.object) == (isNamed ? [lost?.description ?? ""] : []), moment)
        if isNamed, let lost { state.delete(lost) }

        let present = Set(try state.list(.snapshot).map(\.id))
        for (stage, snapshot) in history where snapshot.id.map(present.contains) == true {
            #expect(try bench.read(snapshot, from: state) == CrashBench.files(stage), moment)
            guard lost == nil else { continue }
            #expect(try bench.restore(snapshot, from: state) == CrashBench.files(stage), moment)
        }

        let next = try bench.backUp(to: state)
        #expect(try bench.read(next, from: state) == CrashBench.files(4), moment)
        #expect(try bench.verify(state).isIntact, moment)
    }

    @Test("what was acknowledged is there: the last change of a backup is its snapshot, of a key change the removal")
    func order() throws {
        try ScratchDirectory.with { scratch in
            let bench = try CrashBench(scratch)
            let log = OperationLogBackend()
            _ = try Repository.create(at: log, password: CrashBench.oldPassword, scrypt: CrashBench.scrypt)
            try bench.write(0)
            let id = try #require(try bench.backUp(to: log).id)
            guard case .save(let last, _)? = log.operations.last else {
                Issue.record("a backup ends with something else than a snapshot")
                return
            }
            #expect(last == ObjectName(.snapshot, id))
            let old = try bench.open(log).keyID
            _ = try bench.open(log).changePassword(to: CrashBench.newPassword, scrypt: CrashBench.scrypt)
            guard case .delete(let removed)? = log.operations.last else {
                Issue.record("a key change ends with something else than the removal of the old key")
                return
            }
            #expect(removed == ObjectName(.key, old))
        }
    }
}
