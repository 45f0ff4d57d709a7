import CLinux
import DRCore
import DRWorkloads

/// The transactions that the log in a data directory holds, in the order in which they took effect.
struct CommitLog {
    let server: ClusterServer

    /// A transaction that took effect.
    struct Commit: Hashable {
        let transaction: UInt64
        let time: Timestamp
        /// Where the record of the commit begins in the log.
        let position: LogSequenceNumber
        /// How many records it wrote.
        let records: Int
    }

    /// What is read of the list at a time, in bytes.
    private static let pieceSize = 1 << 20

    /// Reads the log of the newest timeline with pg_waldump, to its end.
    ///
    /// - Parameter position: where to begin; where the directory has no more of the log, as far back as it reaches.
    /// - Throws: `DRError` when the log cannot be read.
    func commits(from position: LogSequenceNumber, _ context: ActionContext) throws -> [Commit] {
        let folder = server.data + "/pg_wal"
        guard let first = try oldest(folder, from: position) else { return [] }
        let list = context.directory + "/wal.txt"
        defer { unlink(list) }
        let words = [
            "env", "TZ=UTC", try server.path(of: "pg_waldump"), "-p", folder, "-t", String(first.timeline), "-s",
            max(first.start, position).description,
        ]
        // It ends with an error at the end of the log in any case; what it printed counts.
        try CommandRun.run(words, outputTo: list, context)
        return try parse(list)
    }

    /// The first file of the newest timeline from which on none is missing; files kept for later use bear names that go on.
    private func oldest(_ folder: String, from position: LogSequenceNumber) throws -> WALSegment? {
        let names = try FileBytes.names(in: folder).filter { $0.utf8.count == 24 && $0.utf8.allSatisfy(Self.isDigit) }
        guard let newest = names.max() else { return nil }
        var status = stat()
        guard stat(folder + "/" + newest, &status) == 0 else {
            throw DRError.system("look at", folder + "/" + newest, errno: clinux_errno())
        }
        let size = UInt64(status.st_size)
        let segments = names.compactMap { WALSegment(name: $0, size: size) }
        guard let last = WALSegment(name: newest, size: size) else { return nil }
        let there = Set(segments.filter { $0.timeline == last.timeline }.map(\.number))
        var number = last.number
        while number > 0, there.contains(number - 1), number * size > position.offset { number -= 1 }
        return WALSegment(timeline: last.timeline, number: number, size: size)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
    }

    private func parse(_ path: String) throws -> [Commit] {
        let file = try FileDescriptor.open(path, O_RDONLY)
        var records: [UInt64: Int] = [:]
        var commits: [Commit] = []
        var rest: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        while true {
            let got = try piece.withUnsafeMutableBytes { try file.read(into: $0, path: path) }
            guard got > 0 else { return commits }
            var lines = (rest + piece[..<got]).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            rest = lines.popLast().map(Array.init) ?? []
            for line in lines {
                if let commit = Self.commit(String(decoding: line, as: UTF8.self), &records) { commits.append(commit) }
            }
        }
    }

    /// Reads a line such as
    /// `rmgr: Transaction len (rec/tot): 34/34, tx: 750, lsn: 0/1741, prev …, desc: COMMIT 2026-01-25 14:30:22.123456 UTC`.
    private static func commit(_ text: String, _ records: inout [UInt64: Int]) -> Commit? {
        guard let mark = text.firstRange(of: "tx:") else { return nil }
        let digits = text[mark.upperBound...].drop { $0 == " " }.prefix { $0.isNumber }
        guard let number = UInt64(digits), number > 0 else { return nil }
        records[number, default: 0] += 1
        guard let commit = text.firstRange(of: "desc: COMMIT ") else { return nil }
        let words = text[commit.upperBound...].split(separator: " ").prefix(2)
        guard words.count == 2, let time = RFC3339.parse("\(words[0])T\(words[1].prefix { $0 != ";" })Z"),
            let place = text.firstRange(of: "lsn: "),
            let position = LogSequenceNumber(text[place.upperBound...].prefix { $0 != "," })
        else { return nil }
        return Commit(
            transaction: number,
            time: time,
            position: position,
            records: records.removeValue(forKey: number) ?? 1
        )
    }
}
