import DRCore
import DROperations
import DRTestSupport
import Testing

@Suite("The audit log")
struct AuditLogTests {
    @Test("is whole as it is written, and says who did what", .tags(.medium))
    func whole() throws {
        try AuditWorkshop.with(entries: 5) { workshop in
            let report = try AuditVerification.run(workshop.log)
            #expect(report.entries == 5)
            #expect(report.problems.isEmpty)
            #expect(report.agreeingHeads == 1)
            #expect(report.head == (try workshop.log.head()))
            var entries: [AuditEntry] = []
            try workshop.log.forEachEntry { entries.append($0) }
            #expect(entries.map(\.sequence) == [1, 2, 3, 4, 5])
            #expect(entries[2].target == "files/2")
            #expect(entries[2].detail == "a \"quoted\" text\nof two lines, entry 2")
            #expect(entries[2].actor.sudoUser == "operator")
            #expect(entries[2].actor.person == "operator")
            #expect(entries[1].previous == entries[0].hash)
        }
    }

    @Test("is empty before the first entry", .tags(.medium))
    func empty() throws {
        try AuditWorkshop.with(entries: 0) { workshop in
            let head = try workshop.log.head()
            #expect(head.sequence == 0)
            let report = try AuditVerification.run(workshop.log)
            #expect(report.problems.isEmpty)
        }
    }

    @Test("holds texts of any length", .tags(.medium))
    func longTexts() throws {
        try AuditWorkshop.with(entries: 1) { workshop in
            let text = String(repeating: "é\u{1}", count: 9000)
            try workshop.log.append(
                AuditEvent(.restore, environment: "e", target: text, outcome: "done", detail: text),
                at: Timestamp(seconds: 1)
            )
            try workshop.append(1)
            let report = try AuditVerification.run(workshop.log)
            #expect(report.entries == 3)
            #expect(report.problems.isEmpty)
        }
    }

    @Test("takes entries of several writers without losing one", .tags(.medium))
    func writers() throws {
        try AuditWorkshop.with(entries: 0) { workshop in
            try ParallelWork.forEach(count: 40, workers: 4) { _, number in
                try AuditWorkshop(scratch: workshop.scratch, log: workshop.log).append(number)
            }
            let report = try AuditVerification.run(workshop.log)
            #expect(report.entries == 40)
            #expect(report.problems.isEmpty)
        }
    }

    @Test("goes on after a crash in the middle of a line, and tells", .tags(.medium), arguments: [1, 2, 100, 250])
    func torn(kept: Int) throws {
        try AuditWorkshop.with(entries: 3) { workshop in
            let before = try workshop.bytes()
            let head = try workshop.scratch.read("audit.jsonl.head")
            try workshop.append(3)
            let after = try workshop.bytes()
            // The crash came before the head was written: nobody was told of the entry.
            try workshop.scratch.write(head, to: "audit.jsonl.head")
            try workshop.replace(Array(after[..<(before.count + kept)]))

            let broken = try AuditVerification.run(workshop.log)
            #expect(broken.problems.map(\.kind) == [.torn])
            #expect(!broken.isDamaged)

            try workshop.append(4)
            let report = try AuditVerification.run(workshop.log)
            #expect(report.problems.map(\.kind) == [.torn])
            #expect(!report.isDamaged)
            #expect(report.entries == 5)
            #expect(report.head.sequence == 5)
        }
    }

    @Test("takes an entry without its line break as it is", .tags(.medium))
    func lineBreak() throws {
        try AuditWorkshop.with(entries: 3) { workshop in
            try workshop.replace(workshop.bytes().dropLast())
            #expect(try AuditVerification.run(workshop.log).problems.map(\.kind) == [.torn])
            try workshop.append(3)
            let report = try AuditVerification.run(workshop.log)
            #expect(report.entries == 4)
            #expect(report.problems.isEmpty)
        }
    }

    @Test("keeps telling that acknowledged entries are gone, also when it grew since", .tags(.medium))
    func lost() throws {
        try AuditWorkshop.with(entries: 6) { workshop in
            let lines = try workshop.bytes().split(separator: UInt8(ascii: "\n"))
            try workshop.replace(Array((lines[..<4].joined(separator: [UInt8(ascii: "\n")]))) + [UInt8(ascii: "\n")])
            #expect(try AuditVerification.run(workshop.log).problems.map(\.kind) == [.truncated])
            for number in 6..<9 { try workshop.append(number) }
            let report = try AuditVerification.run(workshop.log)
            #expect(report.problems.map(\.kind) == [.truncated])
            #expect(report.isDamaged)
            #expect(report.head.sequence == 10)
        }
    }

    @Test("keeps its head through its text form", .tags(.medium))
    func heads() throws {
        try AuditWorkshop.with(entries: 2) { workshop in
            let head = try workshop.log.head()
            let bytes = head.json
            let read = try bytes.withUnsafeBytes { try AuditHead(json: $0) }
            #expect(read == head)
        }
    }
}
