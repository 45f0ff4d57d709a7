import CLinux
import DRCore
import DRStorage
import DRTestSupport
import Testing

struct StorageFailureTests {
    @Test(
        .tags(.small),
        arguments: [
            (ENOSPC, .permanent), (EDQUOT, .permanent), (EACCES, .permanent), (EPERM, .permanent), (EROFS, .permanent),
            (EFBIG, .permanent), (ENOENT, .permanent), (EIO, .transient), (ESTALE, .transient), (ETIMEDOUT, .transient),
        ] as [(Int32, StorageFailure.Reason)]
    )
    func knowsWhatMayPass(number: Int32, reason: StorageFailure.Reason) {
        let failure = StorageFailure.system("write", "/srv/r/config", .config, errno: number)
        #expect(failure.reason == reason)
        #expect(failure.name == .config)
        #expect(failure.error.object == "/srv/r/config")
    }

    @Test(.tags(.small))
    func becomesTheErrorOfACommand() {
        let snapshot = ObjectName(.snapshot, ObjectName.config.id)
        let device = StorageFailure.system("read", "/srv/r/x", nil, errno: EIO)
        let full = StorageFailure.system("write", "/srv/r/x", nil, errno: ENOSPC)
        #expect(DRError(.absent(.config, in: "/srv/r")).code == .noRepository)
        #expect(DRError(.absent(.config, in: "/srv/r")).hint?.contains("dr init") == true)
        #expect(DRError(.absent(snapshot, in: "/srv/r")).code == .integrity)
        #expect(DRError(.short(snapshot, size: 5, 0..<9, in: "/srv/r")).code == .integrity)
        #expect(DRError(device).code == .storageUnreachable)
        #expect(DRError(device).message == device.error.message)
        #expect(DRError(device).hint != nil)
        #expect(DRError(full).code == .failed)
        #expect(DRError(full).hint?.contains("space") == true)
    }
}
