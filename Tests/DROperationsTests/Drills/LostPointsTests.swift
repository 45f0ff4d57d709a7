import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Testing

@Suite("Restore points that somebody removed", .tags(.medium))
struct LostPointsTests {
    private static let layer = """
        timezone: UTC
        repositories:
          second: {url: COPY, password: {file: KEY}, copy_of: primary}

        """

    /// A plan with restore points that the catalog knows, the oldest first, and a copy of its repository.
    private func with(
        _ body: (RetentionBench, PlanBackups, _ points: [ObjectID]) throws -> Void
    ) throws {
        try ScratchDirectory.with { place in
            let copy = place.path("copy")
            let layer = Self.layer.replacing("COPY", with: copy).replacing("KEY", with: place.path("key"))
            try place.write(Array("secret\n".utf8), to: "key")
            try RetentionBench.with(layer: layer) { bench in
                let points = try ([3, 2, 1] as [Int64]).map { hours in
                    let id = try bench.add(hours: hours)
                    try bench.note(id, hours: hours)
                    return id
                }
                let copied = try Tool("cp").run(["-a", bench.scratch.path("repository"), copy])
                #expect(copied.status == 0)
                try body(bench, PlanBackups(bench.installation) { _ in }, points)
            }
        }
    }

    private func remove(_ id: ObjectID, _ bench: RetentionBench) throws {
        try bench.repository.backend.delete(ObjectName(.snapshot, id))
    }

    @Test("are missing when nothing of dr accounts for it")
    func missing() throws {
        try with { bench, plans, points in
            #expect(try plans.missing(plan: "files").isEmpty)
            try remove(points[1], bench)
            let missing = try plans.missing(plan: "files")
            #expect(missing.count == 1)
            #expect(missing.first?.hasPrefix(points[1].short) == true)
            // Those of other plans are not asked for.
            #expect(try plans.missing(plan: "orders").isEmpty)
        }
    }

    @Test("what retention removed is not missing")
    func retention() throws {
        try with { bench, plans, points in
            let runner = JobRunner(
                context: bench.context,
                guards: [],
                works: [.retention: RetentionWork()],
                listeners: []
            )
            #expect(runner.run(Job(plan: "files", kind: .retention)).outcome == .succeeded)
            #expect(try bench.ids() == Set(points[1...]))
            #expect(try plans.missing(plan: "files").isEmpty)
            try remove(points[2], bench)
            #expect(try plans.missing(plan: "files").count == 1)
        }
    }

    @Test("what was made before somebody ran dr forget is not missing; what was made since is")
    func forgottenByHand() throws {
        try with { bench, plans, points in
            for id in points { try remove(id, bench) }
            let before = Timestamp(seconds: bench.clock.now.seconds - 5400)
            let event = AuditEvent(.forget, environment: "lab", target: "primary: latest", outcome: "succeeded")
            try AuditLog(bench.installation).append(event, at: before)
            let missing = try plans.missing(plan: "files")
            #expect(missing.map { $0.prefix(8) } == [Substring(points[2].short)])
            // Another repository is another matter.
            let other = AuditEvent(.forget, environment: "lab", target: "second", outcome: "succeeded")
            try AuditLog(bench.installation).append(other, at: bench.clock.now)
            #expect(try plans.missing(plan: "files").count == 1)
        }
    }

    @Test("the drill's intruder keeps what it removes, does it once, and puts it back")
    func intruder() throws {
        try with { bench, plans, points in
            let kept = bench.scratch.path("kept")
            #expect(try plans.uncopied(2, plan: "files").isEmpty)
            #expect(try plans.removeNewest(2, plan: "files", keeping: kept).count == 2)
            #expect(try bench.ids() == [points[0]])
            #expect(try plans.missing(plan: "files").count == 2)
            // What came since is not what was chosen.
            let fresh = try bench.add(hours: 0)
            #expect(try plans.uncopied(1, plan: "files").count == 1)
            _ = try plans.removeNewest(2, plan: "files", keeping: kept)
            #expect(try bench.ids() == [points[0], fresh])
            #expect(try plans.putBack(plan: "files", from: kept) == 2)
            #expect(try plans.putBack(plan: "files", from: kept) == 0)
            #expect(try bench.ids() == Set(points + [fresh]))
            #expect(try plans.missing(plan: "files").isEmpty)
            // A drill that removed nothing has nothing to put back.
            #expect(try plans.putBack(plan: "files", from: bench.scratch.path("nothing")) == 0)
        }
    }

    @Test("without a copy nothing is put at risk, and what no copy holds is named")
    func noCopy() throws {
        try RetentionBench.with { bench in
            let id = try bench.add(hours: 1)
            try bench.note(id, hours: 1)
            let plans = PlanBackups(bench.installation) { _ in }
            let error = #expect(throws: DRError.self) { try plans.uncopied(1, plan: "files") }
            #expect(error?.hint?.contains("copy_of: primary") == true)
            #expect(try plans.refill(plan: "files", Cancellation()).count == 0)
            try remove(id, bench)
            #expect(throws: DRError.self) { try plans.refill(plan: "files", Cancellation()) }
        }
        try with { bench, plans, _ in
            let late = try bench.add(hours: 0)
            try bench.note(late, hours: 0)
            try remove(late, bench)
            let error = #expect(throws: DRError.self) { try plans.refill(plan: "files", Cancellation()) }
            #expect(error?.code == .recoveryTargetUnreachable)
            #expect(error?.message.contains(late.short) == true)
        }
    }
}
