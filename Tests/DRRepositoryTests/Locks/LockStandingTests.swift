import DRCore
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct LockStandingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var host = "here"
        var mark: ProcessMark?
        var age: Double = 60
        var state: ProcessState
        var expected: LockStanding
        var testDescription: String { name }
    }

    private static let own = ProcessMark(system: "boot-1 ns-1", start: 500)

    static let cases: [Case] = [
        Case(name: "other host", host: "there", state: .absent, expected: .live),
        Case(name: "other host, old", host: "there", age: 1801, state: .absent, expected: .stale),
        Case(name: "dr, running", mark: own, state: .running(start: 500), expected: .live),
        Case(name: "dr, running, start unknown", mark: own, state: .running(start: nil), expected: .live),
        Case(name: "dr, running but long silent", mark: own, age: 1801, state: .running(start: 500), expected: .stale),
        Case(name: "dr, died", mark: own, state: .absent, expected: .dead),
        Case(name: "dr, number used again", mark: own, state: .running(start: 900), expected: .dead),
        Case(
            name: "dr in another container of the same host name",
            mark: ProcessMark(system: "boot-1 ns-2", start: 1),
            state: .absent,
            expected: .live
        ),
        Case(
            name: "dr before a reboot, long ago",
            mark: ProcessMark(system: "boot-0 ns-1", start: 1),
            age: 1801,
            state: .absent,
            expected: .dead
        ),
        Case(name: "restic, running", state: .running(start: 3), expected: .live),
        Case(name: "restic, running but long silent", age: 1801, state: .running(start: 3), expected: .stale),
        Case(name: "restic, died", state: .absent, expected: .stale),
        Case(name: "restic, died long ago", age: 1801, state: .absent, expected: .dead),
    ]

    @Test("who may remove a lock", arguments: cases)
    func standing(_ row: Case) {
        var observer = LockHolder()
        observer.hostname = "here"
        observer.pid = 1
        observer.process = Self.own
        var holder = LockHolder()
        holder.hostname = row.host
        holder.pid = 4711
        holder.process = row.mark
        let lock = LockFile(time: Timestamp(seconds: 10_000), isExclusive: false, holder: holder)
        let standing = lock.standing(
            seenBy: observer,
            now: Timestamp(seconds: 10_000 + Int64(row.age)),
            staleAfter: 1800,
            processes: { $0 == 4711 ? row.state : .running(start: nil) }
        )
        #expect(standing == row.expected)
    }
}
