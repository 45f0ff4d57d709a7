import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import GRDB
import Testing

@Suite("Guardrails of jobs and operations")
struct GuardrailGuardTests {
    private static let layer = """
        guardrails:
          operations_per_hour: 2
          approvals: {operations: [prune], second_person: false}

        """

    private let actor = AuditActor(user: "ada", uid: 1000, host: "alpha", process: 1)

    private func refusal(_ bench: RetentionBench, _ job: Job) -> DRError? {
        let guarding = GuardrailGuard(bench.installation, bench.catalog, actor: actor) { _ in }
        do { try guarding.admit(job, at: bench.clock.now) } catch let error as DRError { return error } catch {}
        return nil
    }

    private func operations(_ bench: RetentionBench) -> GuardedOperations {
        GuardedOperations(bench.installation, bench.catalog, actor: actor) { _ in }
    }

    @Test("runs and operations of people count, those of the schedule do not", .tags(.medium))
    func counts() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            for hours in 0..<30 { try bench.note(nil, hours: Int64(hours), cause: .schedule) }
            let backup = Job(plan: "files", kind: .full)
            #expect(refusal(bench, backup) == nil)
            let ticket = try operations(bench).begin(.restore, on: "files")
            try operations(bench).end(ticket, code: 0)
            try bench.note(nil, hours: 0, cause: .manual)
            let refused = refusal(bench, backup)
            #expect(refused?.code == .refusedByGuardrail)
            #expect(refused?.message.contains("operations_per_hour") == true)
            var scheduled = backup
            scheduled.cause = .schedule
            #expect(refusal(bench, scheduled) == nil)
            bench.clock.advance(3600)
            #expect(refusal(bench, backup) == nil)
        }
    }

    @Test("an approval is used up by the job that somebody asks for, and not by one that is refused", .tags(.medium))
    func approvals() throws {
        try RetentionBench.with(layer: Self.layer) { bench in
            let prune = Job(plan: "files", kind: .prune)
            #expect(refusal(bench, prune)?.message.contains("approvals") == true)
            var scheduled = prune
            scheduled.cause = .cron
            #expect(refusal(bench, scheduled) == nil)
            let desk = ApprovalDesk(bench.installation, bench.catalog, actor: actor)
            let request = try desk.request(.prune, "files", reason: "x")
            _ = try desk.grant(request.id, reason: nil)
            for number in 0..<2 {
                let ticket = try operations(bench).begin(.restore, on: "files")
                try operations(bench).end(ticket, code: Int32(number))
            }
            #expect(refusal(bench, prune)?.message.contains("operations_per_hour") == true)
            bench.clock.advance(3600)
            #expect(refusal(bench, prune) == nil)
            #expect(refusal(bench, prune)?.message.contains("was used already") == true)
        }
    }

    @Test("an operation whose process died no longer runs", .tags(.medium))
    func dead() throws {
        try RetentionBench.with(layer: "guardrails: {concurrent_operations: 1}\n") { bench in
            let ticket = try operations(bench).begin(.restore, on: "files")
            let refused = refusal(bench, Job(plan: "orders", kind: .full))
            #expect(refused?.message.contains("concurrent_operations") == true)
            try bench.catalog.write { database in
                try database.execute(
                    sql: "UPDATE operation SET process_start = 1 WHERE id = ?",
                    arguments: [ticket.id]
                )
            }
            #expect(refusal(bench, Job(plan: "orders", kind: .full)) == nil)
        }
    }

    @Test(
        "steps of a drill need no leave of their own, and leave none behind",
        .tags(.medium),
        arguments: [false, true]
    )
    func steps(isTakenUp: Bool) throws {
        let layer = """
            guardrails:
              operations_per_hour: 1
              minimum_gap: 10m
              approvals: {operations: [restore, backup]}

            """
        try RetentionBench.with(layer: layer) { bench in
            let backup = Job(plan: "files", kind: .full)
            let operations = operations(bench)
            let ticket =
                isTakenUp ? try operations.takeUp(.drill, on: "web") : try operations.begin(.drill, on: "web")
            for _ in 0..<3 {
                let step = try operations.begin(.restore, on: "files")
                try operations.end(step, code: 0)
                #expect(refusal(bench, backup) == nil)
            }
            // Only a process that is the drill, or that it started, is a step of it.
            try bench.catalog.write { database in
                try database.execute(sql: "UPDATE operation SET process = 1, process_start = NULL")
            }
            #expect(throws: DRError.self) { try operations.begin(.restore, on: "files") }
            #expect(refusal(bench, backup) != nil)
            try operations.end(ticket, code: 0)
            bench.clock.advance(3600)
            #expect(throws: DRError.self) { try operations.begin(.restore, on: "files") }
        }
    }
}
