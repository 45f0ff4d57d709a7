import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

struct SnapshotJSONTests {
    static let tree = "45a20e98c6c49a7c5089add3ed86bd4da9622d22aad73a811ca700000c350f50"
    static let parent = "ac08ce34ba4f8123618661bef2425f7028ffb9ac740578a3ee88684d2523fee8"

    static func decode(_ text: String) throws -> Snapshot {
        try Array(text.utf8).withUnsafeBytes { try Snapshot(json: $0, id: nil) }
    }

    static func encode(_ snapshot: Snapshot) -> String {
        let buffer = ByteBuffer()
        snapshot.appendJSON(to: buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// What restic 0.14 and 0.17 and rustic write.
    static let texts = [
        #"{"time":"2024-01-25T14:30:22.5Z","tree":"\#(tree)","paths":["/srv/app"],"hostname":"web1.example.com","username":"root"}"#,
        #"{"time":"2024-01-25T14:30:22Z","parent":"\#(parent)","tree":"\#(tree)","paths":["/a","/b\u003c"],"hostname":"h","username":"u","#
            + #""uid":1000,"gid":100,"excludes":["*.tmp"],"tags":["full","é"],"original":"\#(parent)","program_version":"restic 0.17.0","#
            + #""summary":{"backup_start":"2024-01-25T14:30:22Z","backup_end":"2024-01-25T14:30:23.1Z","files_new":1,"files_changed":2,"#
            + #""files_unmodified":3,"dirs_new":4,"dirs_changed":5,"dirs_unmodified":6,"data_blobs":7,"tree_blobs":8,"data_added":9,"#
            + #""data_added_packed":10,"total_files_processed":11,"total_bytes_processed":18446744073709551615}}"#,
        #"{"time":"2024-01-25T23:30:22.123456789+01:00","tree":"\#(tree)","paths":["/srv/app"]}"#,
        #"{"time":"2024-01-25T14:30:22Z","tree":"\#(tree)","paths":[],"label":"x","delete":{"After":"2030-01-01T00:00:00Z"},"other":[1, null],"description":null}"#,
    ]

    @Test(.tags(.small), arguments: texts)
    func writesWhatItRead(text: String) throws {
        #expect(Self.encode(try Self.decode(text)) == text)
    }

    @Test(.tags(.small))
    func readsEveryMember() throws {
        let snapshot = try Self.decode(Self.texts[1])
        #expect(snapshot.time == Timestamp(seconds: 1_706_193_022))
        #expect(snapshot.parent?.hex == Self.parent)
        #expect(snapshot.tree.hex == Self.tree)
        #expect(snapshot.paths == ["/a", "/b<"])
        #expect(snapshot.hostname == "h")
        #expect(snapshot.username == "u")
        #expect(snapshot.uid == 1000)
        #expect(snapshot.gid == 100)
        #expect(snapshot.excludes == ["*.tmp"])
        #expect(snapshot.tags == ["full", "é"])
        #expect(snapshot.original?.hex == Self.parent)
        #expect(snapshot.programVersion == "restic 0.17.0")
        #expect(snapshot.summary?.backupEnd == Timestamp(seconds: 1_706_193_023, nanoseconds: 100_000_000))
        #expect(snapshot.summary?.filesNew == 1)
        #expect(snapshot.summary?.totalBytesProcessed == .max)
        #expect(snapshot.unknownMembers.isEmpty)
    }

    @Test(.tags(.small))
    func isTolerant() throws {
        let snapshot = try Self.decode(
            #" { "tree" : "\#(Self.tree)" , "time":"2024-01-25T15:30:22+01:00", "paths":null, "tags":null, "uid":null,"#
                + #" "summary":{"command":"x","files_new":null,"total_dirs_processed":3,"data_added":4} } "#
        )
        #expect(snapshot.time == Timestamp(seconds: 1_706_193_022))
        #expect(snapshot.utcOffset == 3600)
        #expect(snapshot.paths.isEmpty)
        #expect(snapshot.summary?.dataAdded == 4)
        #expect(snapshot.unknownMembers.isEmpty)
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "{}", "[]", "null", #"{"tree":null}"#, #"{"tree":"12"}"#, #"{"tree":"\#(tree)""#,
            #"{"tree":"\#(tree)"}x"#,
            #"{"tree":"\#(tree)","time":"now"}"#, #"{"tree":"\#(tree)","uid":-1}"#,
            #"{"tree":"\#(tree)","paths":"/a"}"#,
            #"{"tree":"\#(tree)","x":}"#, #"{"tree":"\#(tree)","summary":1}"#,
        ]
    )
    func refusesOtherTexts(text: String) {
        let error = #expect(throws: DRError.self) { try Self.decode(text) }
        #expect(error?.code == .integrity)
    }
}
