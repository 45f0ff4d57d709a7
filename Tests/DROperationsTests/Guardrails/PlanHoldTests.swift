import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("Holds of plans", .tags(.medium))
struct PlanHoldTests {
    @Test("while a plan is held nothing of it is removed, by people or the schedule; the last holder lets go")
    func hold() throws {
        try RetentionBench.with { bench in
            let hold = PlanHold(bench.installation)
            let guarding = GuardrailGuard(bench.installation, bench.catalog) { _ in }
            let operations = GuardedOperations(bench.installation, bench.catalog) { _ in }
            let now = bench.clock.now
            for holder in ["drill-one", "drill-two"] { try hold.add("files", by: holder, reason: "a drill") }
            for cause in [RunCause.manual, .schedule] {
                for kind in [RunKind.retention, .prune] {
                    let error = #expect(throws: DRError.self) {
                        try guarding.admit(Job(plan: "files", kind: kind, cause: cause), at: now)
                    }
                    #expect(error?.code == .refusedByGuardrail)
                    #expect(error?.message.contains("drill-one") == true)
                }
                // What removes nothing goes on.
                try guarding.admit(Job(plan: "files", kind: .full, cause: cause), at: now)
            }
            let repository = try bench.installation.plan("files").repository
            for subject in ["files", repository] {
                for operation in [GuardedOperation.forget, .prune] {
                    let error = #expect(throws: DRError.self) { try operations.begin(operation, on: subject) }
                    #expect(error?.code == .refusedByGuardrail)
                }
            }
            try hold.remove("files", by: "drill-one")
            #expect(throws: DRError.self) { try operations.begin(.forget, on: "files") }
            for _ in 1...2 { try hold.remove("files", by: "drill-two") }
            #expect(try hold.holders(of: "files").isEmpty)
            let ticket = try operations.begin(.forget, on: "files")
            try operations.end(ticket, code: 0)
        }
    }
}
