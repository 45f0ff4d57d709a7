import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import GRDB
import Synchronization
import Testing

@Suite("Approvals")
struct ApprovalDeskTests {
    private static let layer = """
        guardrails:
          approvals: {operations: [restore, prune], expires_after: 1h}

        """

    private func actor(_ person: String) -> AuditActor {
        AuditActor(user: person, uid: 1000, host: "alpha", process: 1)
    }

    private func desk(_ bench: RetentionBench, _ person: String) -> ApprovalDesk {
        ApprovalDesk(bench.installation, bench.catalog, actor: actor(person))
    }

    private func operations(_ bench: RetentionBench, _ person: String) -> GuardedOperations {
        GuardedOperations(bench.installation, bench.catalog, actor: actor(person)) { _ in }
    }

    private func refusal(_ body: () throws -> Void) -> DRError? {
        do { try body() } catch let error as DRError { return error } catch {}
        return nil
    }

    @Test("one asks, another grants, the first uses it once", .tags(.medium))
    func once() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            let request = try desk(bench, "ada").request(.restore, "files", reason: "a lost file")
            let waiting = refusal { _ = try operations(bench, "ada").begin(.restore, on: "files") }
            #expect(waiting?.code == .refusedByGuardrail)
            #expect(waiting?.message.contains("approval \(request.id) waits") == true)

            let own = refusal { _ = try desk(bench, "ada").grant(request.id, reason: nil) }
            #expect(own?.code == .refusedByGuardrail)
            let granted = try desk(bench, "bob").grant(request.id, reason: "go ahead")
            #expect(granted.state == .granted)
            #expect(granted.approver == "bob")
            #expect(granted.expires == Timestamp(seconds: bench.clock.now.seconds + 3600))

            // It is for her, for this operation and for this plan.
            let byOther = refusal { _ = try operations(bench, "bob").begin(.restore, on: "files") }
            #expect(byOther != nil)
            let otherOperation = refusal { _ = try operations(bench, "ada").begin(.prune, on: "files") }
            #expect(otherOperation != nil)
            let otherPlan = refusal { _ = try operations(bench, "ada").begin(.restore, on: "orders") }
            #expect(otherPlan != nil)
            let ticket = try operations(bench, "ada").begin(.restore, on: "files")
            #expect(ticket.approval == request.id)
            let again = refusal { _ = try operations(bench, "ada").begin(.restore, on: "files") }
            #expect(again?.message.contains("was used already") == true)
            let used = try desk(bench, "ada").list(all: true).first
            #expect(used?.state == .used)
            #expect(used?.usedBy == "ada")
            #expect(try desk(bench, "ada").list(all: false).isEmpty)
        }
    }

    @Test("without a second person one may grant one's own", .tags(.medium))
    func alone() throws {
        let layer = "guardrails: {approvals: {operations: [restore], second_person: false}}\n"
        try RetentionBench.with(layer: layer) { bench in
            let request = try desk(bench, "ada").request(.restore, "files", reason: "a lost file")
            _ = try desk(bench, "ada").grant(request.id, reason: nil)
            _ = try operations(bench, "ada").begin(.restore, on: "files")
        }
    }

    @Test("requests and approvals expire", .tags(.medium))
    func expires() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            let late = try desk(bench, "ada").request(.restore, "files", reason: "x")
            bench.clock.advance(3600)
            let error = refusal { _ = try desk(bench, "bob").grant(late.id, reason: nil) }
            #expect(error?.message.contains("has expired") == true)
            let short = try desk(bench, "ada").request(.restore, "files", reason: "x")
            _ = try desk(bench, "bob").grant(short.id, reason: nil, expiresAfter: .seconds(60))
            bench.clock.advance(60)
            let refused = refusal { _ = try operations(bench, "ada").begin(.restore, on: "files") }
            #expect(refused?.message.contains("approval \(short.id) expired") == true)
            // A longer time than the policy's is cut to it.
            let long = try desk(bench, "ada").request(.restore, "files", reason: "x")
            let granted = try desk(bench, "bob").grant(long.id, reason: nil, expiresAfter: .seconds(999_999))
            #expect(granted.expires == Timestamp(seconds: bench.clock.now.seconds + 3600))
        }
    }

    @Test("what is denied stays denied, and a grant can be taken back", .tags(.medium))
    func denied() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            let first = try desk(bench, "ada").request(.restore, "files", reason: "x")
            _ = try desk(bench, "bob").deny(first.id, reason: "not now")
            let late = refusal { _ = try desk(bench, "bob").grant(first.id, reason: nil) }
            #expect(late?.message.contains("denied by bob") == true)
            let refused = refusal { _ = try operations(bench, "ada").begin(.restore, on: "files") }
            #expect(refused?.message.contains("denied by bob: not now") == true)
            let second = try desk(bench, "ada").request(.restore, "files", reason: "x")
            _ = try desk(bench, "bob").grant(second.id, reason: nil)
            _ = try desk(bench, "cyd").deny(second.id, reason: "changed my mind")
            let takenBack = refusal { _ = try operations(bench, "ada").begin(.restore, on: "files") }
            #expect(takenBack != nil)
        }
    }

    @Test("what needs none, and what is not there, cannot be asked for", .tags(.medium))
    func nonsense() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            let notNeeded = refusal { _ = try desk(bench, "ada").request(.drill, "files", reason: "x") }
            #expect(notNeeded?.code == .usage)
            let unknown = refusal { _ = try desk(bench, "ada").request(.restore, "fils", reason: "x") }
            #expect(unknown?.code == .usage)
            let unexplained = refusal { _ = try desk(bench, "ada").request(.restore, "files", reason: " ") }
            #expect(unexplained?.code == .usage)
            let absent = refusal { _ = try desk(bench, "bob").grant(77, reason: nil) }
            #expect(absent?.code == .usage)
        }
    }

    @Test("each step and each refusal is in the audit log, by whoever did it", .tags(.medium))
    func audit() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            let request = try desk(bench, "ada").request(.restore, "files", reason: "a lost file")
            _ = refusal { _ = try operations(bench, "ada").begin(.restore, on: "files") }
            _ = try desk(bench, "bob").grant(request.id, reason: "by phone")
            _ = try operations(bench, "ada").begin(.restore, on: "files")
            let second = try desk(bench, "ada").request(.prune, "files", reason: "space")
            _ = try desk(bench, "bob").deny(second.id, reason: "not today")
            var entries: [[String]] = []
            try AuditLog(bench.installation).forEachEntry { entry in
                entries.append([entry.actor.user, entry.operation, entry.outcome])
            }
            #expect(
                entries == [
                    ["ada", "approval.request", "requested"], ["ada", "guardrail.refuse", "refused"],
                    ["bob", "approval.grant", "granted"], ["ada", "approval.use", "used"],
                    ["ada", "approval.request", "requested"], ["bob", "approval.deny", "denied"],
                ]
            )
        }
    }

    @Test("of many that use one approval at once, one may", .tags(.medium))
    func race() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            let request = try desk(bench, "ada").request(.restore, "files", reason: "x")
            _ = try desk(bench, "bob").grant(request.id, reason: nil)
            let begun = Atomic<Int>(0)
            try ParallelWork.forEach(count: 16, workers: 8) { _, _ in
                // Each has its own connection, as processes have.
                let catalog = try Catalog(stateDirectory: bench.installation.stateDirectory)
                let operations = GuardedOperations(bench.installation, catalog, actor: actor("ada")) { _ in }
                do {
                    _ = try operations.begin(.restore, on: "files")
                    begun.add(1, ordering: .relaxed)
                } catch let error as DRError where error.code == .refusedByGuardrail {}
            }
            #expect(begun.load(ordering: .relaxed) == 1)
        }
    }
}
