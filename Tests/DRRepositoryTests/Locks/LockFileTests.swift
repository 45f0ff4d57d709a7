import DRCore
import DRTestSupport
import Testing

@testable import DRRepository

@Suite(.tags(.small))
struct LockFileTests {
    @Test("a lock as restic writes it is read")
    func readsRestic() throws {
        let json = """
            {"time":"2024-01-25T15:30:22.123456789+01:00","exclusive":true,"hostname":"web","username":"root","pid":4711}
            """
        let lock = try parse(json)
        #expect(lock.isExclusive)
        #expect(lock.time == RFC3339.parse("2024-01-25T14:30:22.123456789Z"))
        #expect(lock.holder.hostname == "web")
        #expect(lock.holder.username == "root")
        #expect(lock.holder.pid == 4711)
        #expect(lock.holder.uid == 0)
        #expect(lock.holder.process == nil)
    }

    @Test("what is written is read again, in restic's order of members")
    func roundTrip() throws {
        var holder = LockHolder()
        holder.hostname = "db-1"
        holder.username = "backup"
        holder.pid = 12
        holder.uid = 1000
        holder.gid = 1001
        holder.process = ProcessMark(system: "boot pid:[1]", start: 99)
        let lock = LockFile(time: Timestamp(seconds: 1_706_193_022), isExclusive: false, holder: holder)
        let buffer = ByteBuffer()
        lock.encode(into: buffer)
        #expect(
            String(decoding: buffer.bytes, as: UTF8.self)
                == #"{"time":"2024-01-25T14:30:22Z","exclusive":false,"hostname":"db-1","username":"backup","pid":12,"#
                + #""uid":1000,"gid":1001,"process":{"system":"boot pid:[1]","start":99}}"#
        )
        #expect(try LockFile(json: buffer.bytes) == lock)
    }

    @Test("damaged locks are refused", arguments: ["", "{", "[]", #"{"pid":1}"#, #"{"time":"yesterday"}"#])
    func damaged(_ json: String) {
        #expect(throws: DRError.self) { try parse(json) }
    }

    @Test("the description names holder, process and age")
    func description() {
        var holder = LockHolder()
        holder.hostname = "web"
        holder.username = "root"
        holder.pid = 7
        let lock = LockFile(time: Timestamp(seconds: 0), isExclusive: true, holder: holder)
        #expect(
            lock.describe(at: Timestamp(seconds: 600))
                == "root@web, process 7, since 1970-01-01T00:00:00Z (10 min ago)"
        )
    }

    @Test("the current process is named completely")
    func currentHolder() throws {
        let holder = LockHolder.current()
        #expect(!holder.hostname.isEmpty)
        #expect(holder.pid > 0)
        let mark = try #require(holder.process)
        #expect(ProcessState.of(holder.pid) == .running(start: mark.start))
    }

    private func parse(_ json: String) throws -> LockFile {
        try Array(json.utf8).withUnsafeBytes { try LockFile(json: $0) }
    }
}
