import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

@Suite("The alerts in the catalog")
struct AlertBoardTests {
    private static let layer = """
        alerts:
          channels:
            one: {command: {command: ["true"]}}
            two: {command: {command: ["true"]}}
          routes: {warning: [one], critical: [one, two]}
          escalate_after: 1h
          repeat_after: 12h
        """

    private func events(_ workshop: AlertWorkshop) throws -> [String] {
        try workshop.catalog.pendingDeliveries(environment: "production").map { "\($0.event) \($0.channel)" }
    }

    @Test("one alert a topic, told once, and its end told to those who heard of it", .tags(.medium))
    func life() throws {
        try AlertWorkshop.with(Self.layer) { workshop in
            let board = workshop.board
            for _ in 0..<3 {
                try board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
                workshop.clock.advance(60)
            }
            let open = try workshop.catalog.openAlerts(environment: "production")
            #expect(open.count == 1)
            #expect(open.first?.standing.times == 3)
            #expect(try events(workshop) == ["opened one", "opened two"])

            try board.observe([.good(.rpo("files")), .good(.rpo("other"))], at: workshop.clock.now)
            #expect(try workshop.catalog.openAlerts(environment: "production").isEmpty)
            #expect(try events(workshop).suffix(2) == ["resolved one", "resolved two"])
            try board.observe([.good(.rpo("files"))], at: workshop.clock.now)
            #expect(try events(workshop).count == 4)

            try board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            let all = try workshop.catalog.alerts(environment: "production", limit: 10)
            #expect(all.map(\.state) == ["open", "resolved"])
        }
    }

    @Test("an alert that nobody acknowledges goes up and reaches more people", .tags(.medium))
    func escalation() throws {
        try AlertWorkshop.with(Self.layer) { workshop in
            try workshop.board.observe([.wrong(workshop.finding(.warning))], at: workshop.clock.now)
            #expect(try events(workshop) == ["opened one"])
            workshop.clock.advance(3600)
            #expect(try workshop.board.pass(to: workshop.clock.now).count == 1)
            #expect(try workshop.board.pass(to: workshop.clock.now).isEmpty)
            #expect(try events(workshop) == ["opened one", "escalated one", "escalated two"])
            let severity = try workshop.catalog.openAlerts(environment: "production").first?.standing.severity
            #expect(severity == .critical)
        }
    }

    @Test("an acknowledged alert keeps quiet until it is over", .tags(.medium))
    func acknowledged() throws {
        try AlertWorkshop.with(Self.layer) { workshop in
            try workshop.board.observe([.wrong(workshop.finding(.warning))], at: workshop.clock.now)
            let id = try #require(workshop.catalog.openAlerts(environment: "production").first?.id)
            let alert = try workshop.board.acknowledge(id, by: "operator", note: "on it", at: workshop.clock.now)
            #expect(alert.state == "acknowledged")
            #expect(alert.acknowledgedBy == "operator")
            workshop.clock.advance(90_000)
            #expect(try workshop.board.pass(to: workshop.clock.now).isEmpty)
            #expect(throws: DRError.self) {
                try workshop.board.acknowledge(id, by: "operator", note: nil, at: workshop.clock.now)
            }
            let over = try workshop.board.resolve(id, by: "operator", note: nil, at: workshop.clock.now)
            #expect(over.resolvedBy == "operator")
            #expect(throws: DRError.self) {
                try workshop.board.resolve(id, by: "operator", note: nil, at: workshop.clock.now)
            }
            #expect(throws: DRError.self) {
                try workshop.board.resolve(99, by: "operator", note: nil, at: workshop.clock.now)
            }
        }
    }

    @Test("a channel that does not work is not told so itself", .tags(.medium))
    func itself() throws {
        try AlertWorkshop.with(Self.layer) { workshop in
            let finding = AlertFinding(.channel("one"), .critical, "it does not take messages")
            try workshop.board.observe([.wrong(finding)], at: workshop.clock.now)
            #expect(try events(workshop) == ["opened two"])
        }
    }

    @Test("runs that fail become alerts after their tries, and good ones end them", .tags(.medium))
    func runs() throws {
        try AlertWorkshop.with("{}") { workshop in
            let listener = AlertListener(workshop.context)
            func end(_ outcome: RunOutcome, _ code: DRError.Code?, attempt: Int) throws -> [String] {
                var run = workshop.run(.incremental, outcome, code)
                run.attempt = attempt
                run.occurrence = workshop.clock.now
                run = try workshop.catalog.save(run)
                try listener.ended(run)
                workshop.clock.advance(3600)
                return try workshop.catalog.openAlerts(environment: "production").map(\.finding.topic.key).sorted()
            }
            let first = try end(.failed, .storageUnreachable, attempt: 1)
            #expect(first == [])
            let lastTry = try end(.failed, .storageUnreachable, attempt: 12)
            #expect(lastTry == ["run/files/incremental"])
            let third = try end(.failed, .wrongPassword, attempt: 1)
            #expect(third == ["failures/files/incremental", "run/files/incremental"])
            let good = try end(.succeeded, nil, attempt: 1)
            #expect(good == [])
            listener.finish(seconds: 10)
        }
    }

    @Test("damage is over when a whole round of verifications that began after it found none", .tags(.medium))
    func damage() throws {
        try AlertWorkshop.with("{}") { workshop in
            let listener = AlertListener(workshop.context)
            func verify(_ part: Int, _ begun: Timestamp, _ code: DRError.Code?) throws -> [String] {
                var run = workshop.run(.verify, code == nil ? .succeeded : .failed, code)
                run.details = "{\"part\":\(part),\"parts\":2,\"round_started\":\"\(RFC3339.format(begun))\"}"
                run = try workshop.catalog.save(run)
                try listener.ended(run)
                workshop.clock.advance(3600)
                return try workshop.catalog.openAlerts(environment: "production").map(\.finding.topic.key).sorted()
            }
            let first = workshop.clock.now
            let found = try verify(1, first, .integrity)
            #expect(found == ["damage/primary", "run/files/verify"])
            let sameRound = try verify(2, first, nil)
            #expect(sameRound == ["damage/primary"])
            let second = workshop.clock.now
            let halfRound = try verify(1, second, nil)
            #expect(halfRound == ["damage/primary"])
            let wholeRound = try verify(2, second, nil)
            #expect(wholeRound == [])
            listener.finish(seconds: 10)
        }
    }

    @Test("a sweep sees old backups, old locks and a changed audit log, and that all is well again", .tags(.medium))
    func sweep() throws {
        try AlertWorkshop.with("compliance: {restore_test_within: 30d}\n") { workshop in
            func topics() throws -> [String] {
                try AlertSweep(workshop.installation, workshop.catalog).run(at: workshop.clock.now)
                return try workshop.catalog.openAlerts(environment: "production").map(\.finding.topic.key).sorted()
            }
            #expect(try topics() == [])
            workshop.clock.advance(31 * 86_400)
            #expect(try topics() == ["restore-test-age/files", "rpo/files"])
            _ = try workshop.catalog.save(workshop.run(.incremental, .succeeded))
            _ = try workshop.catalog.save(workshop.run(.restoreTest, .succeeded))
            #expect(try topics() == [])

            let log = AuditLog(workshop.installation)
            for word in ["one", "two"] {
                try log.append(
                    AuditEvent(.restore, environment: "production", target: word, outcome: "done"),
                    at: workshop.clock.now
                )
            }
            #expect(try topics() == [])
            var bytes = try workshop.scratch.read("state/audit.jsonl")
            bytes.removeLast(bytes.count / 2)
            try workshop.scratch.write(bytes, to: "state/audit.jsonl")
            #expect(try topics() == ["audit"])
        }
    }
}
