import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRWorkloads

@Suite("Which part of the log is needed")
struct WALNeedTests {
    private func base(_ start: UInt64) -> RecoveryBase {
        RecoveryBase(
            id: "base\(start)",
            timeline: 1,
            start: LogSequenceNumber(offset: start * SampleSegment.size + 40),
            stop: LogSequenceNumber(offset: start * SampleSegment.size + 400),
            startTime: Timestamp(seconds: 1),
            stopTime: Timestamp(seconds: 2)
        )
    }

    private func name(_ number: UInt64, _ timeline: UInt32 = 1) -> String {
        WALSegment(timeline: timeline, number: number, size: SampleSegment.size).name
    }

    @Test("all from the beginning of the oldest base on, on every timeline, and every history", .tags(.small))
    func decision() throws {
        let need = try #require(WALNeed([base(9), base(5)], segmentSize: SampleSegment.size))
        #expect(!need.contains(name(4)))
        #expect(need.contains(name(5)))
        #expect(need.contains(name(5, 3)))
        #expect(!need.contains(name(4, 3)))
        #expect(need.contains(name(8)))
        #expect(!need.contains(name(4) + ".partial"))
        #expect(!need.contains(name(4) + ".00000028.backup"))
        #expect(need.contains("00000002.history"))
        #expect(need.contains("what nobody knows"))
    }

    @Test("without a base nothing may go", .tags(.small))
    func noBase() {
        #expect(WALNeed([], segmentSize: SampleSegment.size) == nil)
    }

    @Test("what is not needed goes, wherever the process dies, and the rest stays readable", .tags(.medium))
    func drop() throws {
        try ScratchDirectory.with { scratch in
            let start = MemoryBackend()
            _ = try BackupWorkshop(start)
            func archive(_ backend: any Backend) throws -> WALArchive {
                let archive = WALArchive(try BackupWorkshop(existing: backend).open(), systemIdentifier: 77)
                try archive.refresh()
                return archive
            }
            for numbers in [1...2, 3...6, 7...8] as [ClosedRange<UInt64>] {
                let sources = try numbers.map { try SampleSegment.write($0, in: scratch) }
                _ = try archive(start).store(sources, hostname: "example.com", programVersion: "dr test")
            }
            let need = try #require(WALNeed([base(5)], segmentSize: SampleSegment.size))
            func drop(_ archive: WALArchive) throws -> [String] {
                try archive.drop(hostname: "example.com", programVersion: "dr test") { need.contains($0.name) }
            }
            let log = OperationLogBackend(startingAt: start)
            #expect(try drop(archive(log)) == (1...4).map { name($0) })
            for count in 0...log.operations.count {
                let state = log.state(after: count)
                let reader = try archive(state)
                for number in 5...8 as ClosedRange<UInt64> {
                    #expect(try reader.extract(name(number), to: scratch.path("out")))
                    #expect(try scratch.read("out") == scratch.read(name(number)))
                }
                _ = try drop(reader)
                #expect(try Set(archive(state).files.keys) == Set((5...8).map { name($0) }))
            }
        }
    }
}
