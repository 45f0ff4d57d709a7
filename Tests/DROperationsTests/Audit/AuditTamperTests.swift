import DRCore
import DROperations
import DRTestSupport
import Testing

/// Nothing that is done to a log behind its back stays unseen.
@Suite("Tampering with the audit log")
struct AuditTamperTests {
    private static let lineBreak = UInt8(ascii: "\n")

    private func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: Self.lineBreak).map(Array.init)
    }

    private func text(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [Self.lineBreak] } }

    @Test("every edit of one byte is found", .tags(.medium))
    func edits() throws {
        var random = SeededGenerator.announced()
        try AuditWorkshop.with(entries: 8) { workshop in
            let whole = try workshop.bytes()
            for place in whole.indices where place % 7 == Int(random.seed % 7) || whole[place] == Self.lineBreak {
                var changed = whole
                changed[place] ^= UInt8.random(in: 1...255, using: &random)
                try workshop.replace(changed)
                let report = try AuditVerification.run(workshop.log)
                #expect(!report.problems.isEmpty, "byte \(place)")
            }
        }
    }

    @Test("every bit flip, insertion and removal in one line is found", .tags(.medium))
    func oneLine() throws {
        try AuditWorkshop.with(entries: 3) { workshop in
            let all = try lines(workshop.bytes())
            for place in all[1].indices {
                var flipped = all
                flipped[1][place] ^= 1
                var longer = all
                longer[1].insert(longer[1][place], at: place)
                var shorter = all
                shorter[1].remove(at: place)
                for changed in [flipped, longer, shorter] {
                    try workshop.replace(text(changed))
                    let report = try AuditVerification.run(workshop.log)
                    #expect(report.isDamaged, "byte \(place)")
                }
            }
        }
    }

    @Test("every removed, doubled and swapped line is found", .tags(.medium))
    func order() throws {
        try AuditWorkshop.with(entries: 10) { workshop in
            let all = try lines(workshop.bytes())
            for first in all.indices {
                var removed = all
                removed.remove(at: first)
                try workshop.replace(text(removed))
                #expect(try AuditVerification.run(workshop.log).isDamaged, "without line \(first + 1)")
                var doubled = all
                doubled.insert(all[first], at: first)
                try workshop.replace(text(doubled))
                #expect(try AuditVerification.run(workshop.log).isDamaged, "line \(first + 1) twice")
                for second in all.indices where second > first {
                    var swapped = all
                    swapped.swapAt(first, second)
                    try workshop.replace(text(swapped))
                    #expect(try AuditVerification.run(workshop.log).isDamaged, "\(first + 1) and \(second + 1) swapped")
                }
            }
        }
    }

    @Test("every cut is found, by the head that a backup carries when that beside the log is gone", .tags(.medium))
    func cuts() throws {
        try AuditWorkshop.with(entries: 6) { workshop in
            let whole = try workshop.bytes()
            let head = try workshop.log.head()
            for count in 0..<whole.count {
                try workshop.replace(Array(whole[..<count]))
                let report = try AuditVerification.run(workshop.log)
                #expect(!report.problems.isEmpty, "cut to \(count) bytes")
            }
            try workshop.scratch.remove("audit.jsonl.head")
            let all = lines(whole)
            for count in 0..<all.count {
                try workshop.replace(text(Array(all[..<count])))
                let report = try AuditVerification.run(workshop.log, heads: [("snapshot 1", head)])
                #expect(report.problems.map(\.kind) == [.truncated], "cut to \(count) lines")
                #expect(report.problems.allSatisfy { $0.message.contains("snapshot 1") })
            }
        }
    }

    @Test("a log that was written anew with right hashes is found by the head that a backup carries", .tags(.medium))
    func rewritten() throws {
        try AuditWorkshop.with(entries: 4) { honest in
            let head = try honest.log.head()
            try AuditWorkshop.with(entries: 0) { forged in
                for number in [0, 1, 7, 3, 4] { try forged.append(number) }
                #expect(try AuditVerification.run(forged.log).problems.isEmpty)
                let report = try AuditVerification.run(forged.log, heads: [("snapshot 1", head)])
                #expect(report.isDamaged)
            }
        }
    }

    @Test("an edit of the last line is not mended by the next entry", .tags(.medium))
    func notMended() throws {
        try AuditWorkshop.with(entries: 4) { workshop in
            var bytes = try workshop.bytes()
            bytes[bytes.count - 200] ^= 1
            try workshop.replace(bytes)
            try workshop.append(4)
            try workshop.append(5)
            let report = try AuditVerification.run(workshop.log)
            #expect(report.isDamaged)
            #expect(report.problems.contains { $0.kind == .changed })
        }
    }
}
