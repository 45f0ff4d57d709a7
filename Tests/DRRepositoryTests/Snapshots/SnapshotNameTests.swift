import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

struct SnapshotNameTests {
    @Test(
        .tags(.small),
        arguments: [
            (1_706_193_022, "backup-20240125-143022"), (0, "backup-19700101-000000"),
            (951_868_799, "backup-20000229-235959"),
        ] as [(Int64, String)]
    )
    func namesTheSecond(seconds: Int64, text: String) throws {
        #expect(SnapshotName.text(of: Timestamp(seconds: seconds, nanoseconds: 999_999_999)) == text)
        let name = try #require(SnapshotName(text))
        #expect(name.second == seconds)
        #expect(name.idPrefix == "")
    }

    @Test(.tags(.small))
    func takesAnIdToo() throws {
        let name = try #require(SnapshotName("backup-20240125-143022-1A2b"))
        #expect(name.idPrefix == "1a2b")
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "backup", "backup-", "backup-20240125", "backup-20240125-", "backup-20240125-14302",
            "backup-2024012-143022",
            "backup-20240132-143022", "backup-20240231-143022", "backup-20240125-243022", "backup-20240125-146022",
            "backup-20240125-143060", "backup-20240125-143022-", "backup-20240125-143022-xyz",
            "backup-20240125-143022-1a-2b",
            "Backup-20240125-143022", "backup-+2240125-143022", "backup-２0240125-143022",
        ]
    )
    func refusesOtherTexts(text: String) {
        #expect(SnapshotName(text) == nil)
    }

    @Test(.tags(.small))
    func tellsSnapshotsOfOneSecondApart() throws {
        var random = SeededGenerator(seed: 3)
        let snapshots = [Int64(10), 20, 20, 30].map { seconds in
            var snapshot = Snapshot(tree: random.id())
            snapshot.id = random.id()
            snapshot.time = Timestamp(seconds: seconds, nanoseconds: Int32(seconds))
            return snapshot
        }
        let texts = SnapshotName.texts(of: snapshots)
        #expect(texts[0] == "backup-19700101-000010")
        #expect(texts[1] == "backup-19700101-000020-\(try #require(snapshots[1].id).short)")
        #expect(Set(texts).count == 4)
        for (snapshot, text) in zip(snapshots, texts) {
            let name = try #require(SnapshotName(text))
            let found = snapshots.filter { name.matches($0) }
            #expect(found == [snapshot])
        }
    }
}
