import CLinux
import DRCore

/// The transactions that the log in a data directory holds, in the order in which they took effect.
struct CommitLog {
    let server: ClusterServer

    /// A transaction that took effect.
    struct Commit: Hashable {
        let transaction: UInt64
        let time: Timestamp
        /// How many records it wrote.
        let records: Int
    }

    /// Reads the log with pg_waldump, from the oldest file without a gap before it to its end.
    ///
    /// - Throws: `DRError` when the log cannot be read.
    func commits(_ context: ActionContext) throws -> [Commit] {
        let folder = server.data + "/pg_wal"
        let names = try FileBytes.names(in: folder).filter { $0.utf8.count == 24 && $0.utf8.allSatisfy(Self.isDigit) }
            .sorted()
        // Files that are kept for later use bear names of the future: what was written last tells the newest.
        guard let timeline = names.last?.prefix(8) else { return [] }
        let own = names.filter { $0.hasPrefix(timeline) }
        let list = context.directory + "/wal-\(timeline).txt"
        defer { unlink(list) }
        for first in own {
            // It ends with an error at the end of the log in any case; what it printed counts.
            let words = ["env", "TZ=UTC", try server.path(of: "pg_waldump"), folder + "/" + first]
            try CommandRun.run(words, outputTo: list, context)
            let commits = parse(try FileBytes.read(list, limit: 4 << 30) ?? [])
            if !commits.isEmpty { return commits }
        }
        return []
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
    }

    /// Lines such as `rmgr: Transaction len (rec/tot): 34/34, tx: 750, lsn: …, prev …, desc: COMMIT 2026-01-25 14:30:22.123456 UTC`.
    private func parse(_ bytes: [UInt8]) -> [Commit] {
        var records: [UInt64: Int] = [:]
        var commits: [Commit] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            guard let mark = text.firstRange(of: "tx:") else { continue }
            let digits = text[mark.upperBound...].drop { $0 == " " }.prefix { $0.isNumber }
            guard let number = UInt64(digits), number > 0 else { continue }
            records[number, default: 0] += 1
            guard let commit = text.firstRange(of: "desc: COMMIT ") else { continue }
            let words = text[commit.upperBound...].split(separator: " ").prefix(2)
            guard words.count == 2, let time = RFC3339.parse("\(words[0])T\(words[1].prefix { $0 != ";" })Z") else {
                continue
            }
            commits.append(Commit(transaction: number, time: time, records: records[number] ?? 1))
        }
        return commits
    }
}
