import DRCore
import DROperations
import DRPolicy
import DRTestSupport
import Testing

/// Messages on their way to real servers on this machine.
@Suite("The outbox")
struct OutboxTests {
    /// An environment whose webhooks go to a server, one for each of these paths.
    private func with(
        _ paths: [String: String],
        _ body: (AlertWorkshop, LoopbackServer) throws -> Void
    ) throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            var channels = ""
            for (name, path) in paths.sorted(by: { $0.key < $1.key }) {
                try scratch.write(Array("http://127.0.0.1:\(server.port)\(path)\n".utf8), to: name + ".url")
                channels += "    \(name): {webhook: {url: {file: \(scratch.path(name + ".url"))}}}\n"
            }
            let routes = paths.keys.sorted().joined(separator: ", ")
            let layer = "alerts:\n  channels:\n\(channels)  routes: {warning: [\(routes)]}\n"
            try body(AlertWorkshop(layer, in: scratch), server)
        }
    }

    private func waiting(_ workshop: AlertWorkshop) throws -> [DeliveryRecord] {
        try workshop.catalog.pendingDeliveries(environment: "production")
    }

    @Test("hands over each message once", .tags(.large))
    func once() throws {
        try with(["chat": "/chat"]) { workshop, server in
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            #expect(try workshop.outbox.send(Cancellation()) == Outbox.Outcome(sent: 1, failed: 0))
            #expect(try workshop.outbox.send(Cancellation()) == Outbox.Outcome())
            let lines = try server.lines
            #expect(lines.count == 1)
            for part in [#"\"event\":\"opened\""#, #"\"severity\":\"critical\""#, #"\"topic\":\"rpo/files\""#] {
                #expect(lines.first?.contains(part) == true)
            }
            #expect(try waiting(workshop).isEmpty)
        }
    }

    @Test("hands over each message once, also when many send at once", .tags(.large))
    func concurrently() throws {
        try with(["chat": "/chat"]) { workshop, server in
            for number in 0..<20 {
                let finding = AlertFinding(.rpo("p\(number)"), .warning, "old")
                try workshop.board.observe([.wrong(finding)], at: workshop.clock.now)
            }
            try ParallelWork.forEach(count: 4, workers: 4) { _, _ in
                try workshop.outbox.send(Cancellation())
            }
            #expect(try server.lines.count == 20)
            #expect(try waiting(workshop).isEmpty)
        }
    }

    @Test("tries again what was not taken, and says so through the other channels", .tags(.large))
    func failing() throws {
        try with(["broken": "/status/500", "chat": "/chat"]) { workshop, server in
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            #expect(try workshop.outbox.send(Cancellation()) == Outbox.Outcome(sent: 1, failed: 1))
            let first = try waiting(workshop)
            #expect(first.map(\.attempts) == [1])
            #expect(first.first?.failure == "the server answered with status 500: … 500")
            #expect(first.first?.nextAttempt?.seconds == workshop.clock.now.seconds + 30)
            #expect(try workshop.outbox.send(Cancellation()) == Outbox.Outcome())

            for _ in 0..<2 {
                workshop.clock.advance(3600)
                try workshop.outbox.send(Cancellation())
            }
            let alerts = try workshop.catalog.openAlerts(environment: "production").map(\.finding.topic.key)
            #expect(alerts.sorted() == ["channel/broken", "rpo/files"])
            #expect(try server.lines.contains { $0.contains("channel/broken") && $0.contains("/chat") })
            #expect(try !server.lines.contains { $0.contains("channel/broken") && $0.contains("/status/500") })

            let good = Array("http://127.0.0.1:\(server.port)/mended\n".utf8)
            try workshop.scratch.write(good, to: "broken.url")
            workshop.clock.advance(3600)
            try workshop.outbox.send(Cancellation())
            #expect(try waiting(workshop).isEmpty)
            let left = try workshop.catalog.openAlerts(environment: "production").map(\.finding.topic.key)
            #expect(left == ["rpo/files"])
        }
    }

    @Test("a failure that no repeat mends is reported at once", .tags(.large))
    func lasting() throws {
        try with(["gone": "/status/404"]) { workshop, _ in
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            try workshop.outbox.send(Cancellation())
            let alerts = try workshop.catalog.openAlerts(environment: "production").map(\.finding.topic.key)
            #expect(alerts.contains("channel/gone"))
        }
    }

    @Test("the end of an alert is never told before its beginning", .tags(.large))
    func order() throws {
        try with(["chat": "/status/503"]) { workshop, server in
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            try workshop.outbox.send(Cancellation())
            try workshop.board.observe([.good(.rpo("files"))], at: workshop.clock.now)
            try workshop.outbox.send(Cancellation())
            #expect(try server.lines.count == 1)
            let good = Array("http://127.0.0.1:\(server.port)/chat\n".utf8)
            try workshop.scratch.write(good, to: "chat.url")
            workshop.clock.advance(60)
            try workshop.outbox.send(Cancellation())
            let told = try server.lines.filter { $0.contains("\"/chat\"") }
            #expect(told.map { $0.contains("resolved") } == [false, true])
        }
    }

    @Test("what was not taken for three days is given up", .tags(.large))
    func abandoned() throws {
        try with(["chat": "/status/503"]) { workshop, server in
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            for _ in 0..<100 {
                try workshop.outbox.send(Cancellation())
                workshop.clock.advance(3600)
            }
            #expect(try waiting(workshop).isEmpty)
            let count = try server.lines.count
            #expect((60...80).contains(count))
        }
    }

    @Test("a channel that hangs holds up no other and no run", .tags(.large))
    func hanging() throws {
        try with(["deaf": "/slow", "chat": "/chat"]) { workshop, server in
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            let courier = AlertCourier(workshop.outbox) { _ in }
            courier.wake()
            let lines = try server.waitForLines(2)
            #expect(lines.contains { $0.contains("/chat") })
            courier.finish(seconds: 0.2)
            let left = try waiting(workshop)
            #expect(left.map(\.channel) == ["deaf"])
            #expect(left.map(\.attempts) == [0])
        }
    }

    @Test("messages survive the process that wrote them", .tags(.large))
    func nextProcess() throws {
        try with(["chat": "/chat"]) { workshop, server in
            try workshop.board.observe([.wrong(workshop.finding())], at: workshop.clock.now)
            let catalog = try Catalog(stateDirectory: workshop.installation.stateDirectory)
            try Outbox(workshop.installation, catalog) { _ in }.send(Cancellation())
            #expect(try server.lines.count == 1)
        }
    }
}
