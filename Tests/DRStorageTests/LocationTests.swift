import DRCore
import DRStorage
import DRTestSupport
import Testing

struct LocationTests {
    @Test(
        .tags(.small),
        arguments: [
            ("/srv/r", "/srv/r"), ("r", "r"), ("./a:b", "./a:b"), ("/mnt/a:b", "/mnt/a:b"), (":odd", ":odd"),
            ("local:/srv/r", "/srv/r"), ("local:r:s", "r:s"), ("LOCAL:r", "r"), ("local:./x", "./x"),
            ("file:///srv/r", "/srv/r"), ("file:/srv/r", "/srv/r"), ("file://localhost/srv/r", "/srv/r"),
            ("file:///srv/a%20b%c3%A9", "/srv/a bé"), ("FILE:///x", "/x"), ("/with space", "/with space"),
        ]
    )
    func readsFolders(text: String, path: String) throws {
        let location = try Location(text)
        #expect(location.path == path)
        #expect(location.text == text)
        #expect(location.open().location == text)
    }

    @Test(
        .tags(.small),
        arguments: [
            "s3:s3.example.com/bucket", "sftp:backup@example.com:/srv", "rest:https://me:hunter2@example.com/",
            "b2:bucket",
            "rclone:remote:path", "azure:box:/", "gs:bucket:/", "https://me:hunter2@example.com", "unknown:thing",
            "me@example.com:/srv",
        ]
    )
    func refusesOtherSchemes(text: String) throws {
        let error = #expect(throws: DRError.self) { try Location(text) }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("local or mounted folders only") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(
        .tags(.small),
        arguments: [
            "", "local:", "file:", "file://host.example.com/x", "file:x", "file:///%zz", "/a\0b", "file:///a%00",
        ]
    )
    func refusesWhatIsNoPath(text: String) throws {
        let error = #expect(throws: DRError.self) { try Location(text) }
        #expect(error?.code == .usage)
    }
}
