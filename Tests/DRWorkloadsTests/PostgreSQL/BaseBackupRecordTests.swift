import DRCore
import DRTestSupport
import Testing

@testable import DRWorkloads

@Suite("What a base backup says of itself", .tags(.small))
struct BaseBackupRecordTests {
    private var record: BaseBackupRecord {
        var record = BaseBackupRecord()
        record.systemIdentifier = UInt64.max - 3
        record.serverVersion = 150_018
        record.catalogVersion = 202_209_061
        record.timeline = 7
        record.start = LogSequenceNumber(offset: 0x16_0000_0028)
        record.stop = LogSequenceNumber(offset: 0x16_0300_0000)
        record.startTime = Timestamp(seconds: 1_769_351_422, nanoseconds: 1000)
        record.stopTime = Timestamp(seconds: 1_769_351_430)
        record.copyTime = Timestamp(seconds: 1_769_351_423)
        record.isFromStandby = true
        record.hasPageChecksums = true
        record.checkedPages = 12
        record.badPages = [.init(file: "data/base/5/1259", blocks: [3, 131_072], count: 2)]
        record.tablespaces = [.init(oid: 16_401, path: "/srv/fast \"disk\"")]
        record.settings = ["max_connections": "100", "shared_preload_libraries": ""]
        record.superuser = "owner"
        return record
    }

    @Test("comes back from its JSON")
    func roundTrip() throws {
        let again = try record.json.withUnsafeBytes { try BaseBackupRecord(json: $0) }
        #expect(again == record)
    }

    @Test("needs the segments from its start to its stop, which lies at the end of one")
    func segments() {
        #expect(record.firstSegment.name == "000000070000001600000000")
        #expect(record.lastSegment.name == "000000070000001600000002")
    }

    @Test("is refused when it is cut short or lacks what recovery needs")
    func damaged() {
        let json = record.json
        for count in [0, 1, json.count / 2, json.count - 3] {
            #expect(throws: DRError.self) {
                try Array(json.prefix(count)).withUnsafeBytes { try BaseBackupRecord(json: $0) }
            }
        }
        let empty = Array("{\"timeline\":1}".utf8)
        #expect(throws: DRError.self) { try empty.withUnsafeBytes { try BaseBackupRecord(json: $0) } }
    }
}
