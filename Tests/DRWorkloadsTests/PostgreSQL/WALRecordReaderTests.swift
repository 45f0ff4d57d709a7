import CLinux
import DRCore
import DRTestSupport
import Testing

@testable import DRWorkloads

@Suite("Records of the log", .enabled(if: TestCluster.programs != nil, "no PostgreSQL"))
struct WALRecordReaderTests {
    private struct Seen: Hashable, CustomStringConvertible {
        var position: LogSequenceNumber
        var transaction: UInt32
        var description: String { "\(position) tx \(transaction)" }
    }

    /// What pg_waldump says of the log from a segment on.
    private func dumped(_ cluster: TestCluster, from start: LogSequenceNumber) throws -> [Seen] {
        let words =
            cluster.asServer
            + ["\(TestCluster.programs ?? "")/pg_waldump", "-p", cluster.data + "/pg_wal", "-s", "\(start)"]
        // It ends with an error where the log ends.
        return try Tool(words[0]).run(Array(words.dropFirst())).lines.compactMap { line in
            func field(_ name: String) -> Substring? {
                line.firstRange(of: name).map { range in
                    line[range.upperBound...].drop { $0 == " " }.prefix { $0 != "," }
                }
            }
            guard let transaction = field(" tx:").flatMap({ UInt32($0) }),
                let position = field(" lsn:").flatMap({ LogSequenceNumber($0) })
            else { return nil }
            return Seen(position: position, transaction: transaction)
        }
    }

    @Test("are those that pg_waldump sees, over the ends of pages and segments", .tags(.large), .hangLimit)
    func sameAsDump() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch, arguments: ["--wal-segsize=1"])
            try cluster.configure(["wal_keep_size = 1GB", "full_page_writes = on"])
            try cluster.start()
            try cluster.program("pgbench", ["-i", "-q", "-s", "1", "postgres"])
            try cluster.program("pgbench", ["-n", "-t", "200", "postgres"])
            try cluster.sql("SELECT pg_switch_wal(); INSERT INTO pgbench_branches VALUES (99, 1)")
            try cluster.sql("CHECKPOINT; SELECT pg_switch_wal()")
            try cluster.stop("immediate")
            let folder = cluster.data + "/pg_wal"
            let names = try FileBytes.names(in: folder).filter { $0.utf8.count == 24 }.sorted()
            let first = try #require(names.first)
            let start = try #require(WALSegment(name: first, size: 1 << 20)).start
            let expected = try dumped(cluster, from: start)
            #expect(expected.count > 2000)
            var seen: [Seen] = []
            var unsound = 0
            var reader = WALRecordReader(from: try #require(expected.first).position)
            let limit = LogSequenceNumber(offset: (expected.last?.position.offset ?? 0) + 1)
            for name in names {
                let segment = try #require(WALSegment(name: name, size: 1 << 20))
                let bytes = try FileBytes.read(folder + "/" + name, limit: 1 << 20) ?? []
                _ = bytes.withUnsafeBytes { bytes in
                    reader.read(bytes, of: segment, before: limit) { record in
                        seen.append(Seen(position: record.position, transaction: record.transaction))
                        if !record.isSound { unsound += 1 }
                        return false
                    }
                }
            }
            #expect(unsound == 0)
            #expect(seen.count == expected.count)
            #expect(seen.first { !expected.contains($0) } == nil)
        }
    }

    @Test("what is no log is passed over", .tags(.small))
    func noise() {
        var random = SeededGenerator.announced()
        let segment = WALSegment(timeline: 1, number: 3, size: 1 << 20)
        for _ in 0..<20 {
            var bytes = (0..<65_536).map { _ in UInt8.random(in: 0...255, using: &random) }
            // Pages of the right place, with anything in them.
            for page in 0..<8 {
                let address = (segment.start.offset + UInt64(page * 8192)).littleEndian
                withUnsafeBytes(of: address) { bytes.replaceSubrange(page * 8192 + 8..<page * 8192 + 16, with: $0) }
            }
            var reader = WALRecordReader(from: segment.start)
            _ = bytes.withUnsafeBytes { bytes in
                reader.read(bytes, of: segment, before: segment.end) { record in
                    _ = (record.endedTransaction, record.restorePoint, record.commitTime, record.subtransactions)
                    return false
                }
            }
            _ = bytes.withUnsafeBytes { reader.read($0, of: segment.next, before: segment.next.end) { _ in false } }
        }
    }
}
