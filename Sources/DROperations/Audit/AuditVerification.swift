import DRCore
import DRRepository
import DRStorage

/// Reads an audit log from its first line to its last and checks each hash, the chain, and heads from elsewhere.
package struct AuditVerification {
    private let hasher: SHA256Hasher
    /// Heads that are known from elsewhere, by the number of their entry.
    private let heads: [UInt64: [(source: String, head: AuditHead)]]
    private let host: String
    private var report: AuditReport
    private var lineNumber = 0
    /// A line that is no entry and waits for the next entry to explain it.
    private var unexplained: (line: Int, bytes: Int, hash: ObjectID)?

    /// Verifies a log.
    ///
    /// - Parameter heads: what backups and this machine know of the log, with the place where they were found.
    /// - Throws: `DRError` when the log cannot be read.
    package static func run(_ log: AuditLog, heads: [(source: String, head: AuditHead)] = []) throws -> AuditReport {
        var known = heads
        if let own = try log.readHead() { known.append((log.headPath, own)) }
        var verification = try AuditVerification(heads: known, host: known.last?.head.host ?? "")
        try log.forEachLine { line, isWhole in verification.check(line, isWhole: isWhole) }
        return verification.finish()
    }

    private init(heads: [(source: String, head: AuditHead)], host: String) throws {
        hasher = try SHA256Hasher()
        self.host = host
        self.heads = Dictionary(grouping: heads) { $0.head.sequence }
        report = AuditReport(head: .empty(host: host))
    }

    private mutating func check(_ line: UnsafeRawBufferPointer, isWhole: Bool) {
        lineNumber += 1
        guard let entry = try? AuditEntry(line: line, hasher: hasher) else {
            tellUnexplained()
            unexplained = (lineNumber, line.count, hasher.hash(line))
            if !isWhole { tellTornEnd() }
            return
        }
        if !isWhole { report.add(.torn, line: lineNumber, "the last line has no end; the entry itself is sound") }
        checkOrder(entry)
        report.head = AuditHead(host: host, sequence: entry.sequence, hash: entry.hash, time: entry.time)
        report.entries += 1
        for (source, head) in heads[entry.sequence] ?? [] {
            if head.hash == entry.hash {
                report.agreeingHeads += 1
            } else {
                report.add(.changed, line: lineNumber, "entry \(entry.sequence) is not the one known from \(source)")
            }
        }
    }

    private mutating func checkOrder(_ entry: AuditEntry) {
        let isRecovery = entry.operation == AuditOperation.logRecovered.rawValue
        if isRecovery { explain(entry) }
        tellUnexplained()
        let expected = report.head.sequence + 1
        if entry.sequence != expected {
            // A recovery that tells of lost entries has been reported as such.
            guard !(isRecovery && entry.outcome == "lost" && entry.sequence > expected) else { return }
            report.add(.order, line: lineNumber, "entry \(entry.sequence) stands where entry \(expected) belongs")
        } else if entry.previous != report.head.hash {
            report.add(.order, line: lineNumber, "entry \(entry.sequence) does not follow the entry before it")
        }
    }

    /// Takes the line before as explained when this entry tells of exactly its bytes.
    private mutating func explain(_ entry: AuditEntry) {
        let detail = entry.detail ?? ""
        if let torn = unexplained, detail.contains(torn.hash.hex) {
            unexplained = nil
            report.add(.torn, line: torn.line, "\(torn.bytes) bytes of an entry that was never completed")
        }
        if entry.outcome == "lost" {
            report.add(.truncated, line: lineNumber, "found by entry \(entry.sequence): \(detail)")
        }
    }

    private mutating func tellUnexplained() {
        guard let line = unexplained else { return }
        unexplained = nil
        report.add(.changed, line: line.line, "the line is not what was written")
    }

    private mutating func tellTornEnd() {
        guard let line = unexplained else { return }
        unexplained = nil
        report.add(.torn, line: line.line, "the last line is incomplete: \(line.bytes) bytes of an entry")
    }

    private mutating func finish() -> AuditReport {
        tellUnexplained()
        let last = report.head.sequence
        for (sequence, known) in heads.sorted(by: { $0.key < $1.key }) where sequence > last {
            for (source, _) in known {
                report.add(.truncated, "the log ends with entry \(last), but \(source) knows entry \(sequence)")
            }
        }
        return report
    }
}
