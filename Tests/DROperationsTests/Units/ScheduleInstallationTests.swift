import DRCore
import DROperations
import DRTestSupport
import Testing

@Suite("Installing a schedule", .tags(.medium))
struct ScheduleInstallationTests {
    private func schedule(_ scratch: ScratchDirectory, _ mode: ScheduleInstallation.Mode, isUser: Bool = false) throws
        -> ScheduleInstallation
    {
        ScheduleInstallation(
            try TestInstallation.make(
                ["a": "full: hourly"],
                state: "/state",
                clock: try FakeClock("05-04T00:00")
            ),
            mode: mode,
            isUser: isUser,
            program: "/bin/true",
            configuration: "/etc/dr",
            home: "/home/me",
            root: scratch.path,
            cancellation: Cancellation()
        )
    }

    @Test(
        "files go where they belong and come away again",
        arguments: [
            (ScheduleInstallation.Mode.systemd, false, "/etc/systemd/system/dr-test.service"),
            (.systemd, true, "/home/me/.config/systemd/user/dr-test.service"), (.cron, false, "/etc/cron.d/dr-test"),
        ]
    )
    func files(mode: ScheduleInstallation.Mode, isUser: Bool, path: String) throws {
        try ScratchDirectory.with { scratch in
            let schedule = try schedule(scratch, mode, isUser: isUser)
            let rehearsed = try schedule.install(isDryRun: true)
            #expect(try scratch.names().isEmpty)
            let done = try schedule.install(isDryRun: false)
            #expect(done.file == scratch.path + path)
            #expect(try scratch.read(String(path.dropFirst())) == Array(rehearsed.text.utf8))
            #expect(try scratch.names().contains("state"))
            _ = try schedule.uninstall(isDryRun: true)
            _ = try schedule.uninstall(isDryRun: false)
            #expect(throws: DRError.self) { try schedule.uninstall(isDryRun: false) }
        }
    }
}
