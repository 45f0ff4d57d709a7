import DRCore
import DROperations
import DRTestSupport

/// An audit log in a scratch directory.
struct AuditWorkshop {
    let scratch: ScratchDirectory
    let log: AuditLog

    /// Makes a log of so many entries and removes it afterwards.
    static func with<Result>(entries: Int, _ body: (AuditWorkshop) throws -> Result) throws -> Result {
        try ScratchDirectory.with { scratch in
            let actor = AuditActor(user: "root", uid: 0, sudoUser: "operator", host: "a", process: 7)
            let log = AuditLog(path: scratch.path("audit.jsonl"), host: "a", actor: actor)
            let workshop = AuditWorkshop(scratch: scratch, log: log)
            for number in 0..<entries { try workshop.append(number) }
            return try body(workshop)
        }
    }

    /// Appends an entry that is known by a number.
    @discardableResult
    func append(_ number: Int) throws -> AuditHead {
        let operations = AuditOperation.allCases
        let event = AuditEvent(
            operations[number % (operations.count - 1)],
            environment: "production",
            target: "files/\(number)",
            outcome: "done",
            detail: number % 2 == 0 ? "a \"quoted\" text\nof two lines, entry \(number)" : nil
        )
        return try log.append(event, at: Timestamp(seconds: 1_700_000_000 + Int64(number)))
    }

    /// The bytes of the log.
    func bytes() throws -> [UInt8] { try scratch.read("audit.jsonl") }

    /// Replaces the bytes of the log behind its back.
    func replace(_ bytes: [UInt8]) throws { try scratch.write(bytes, to: "audit.jsonl") }
}
