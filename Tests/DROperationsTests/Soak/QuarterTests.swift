import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Testing

/// `tools/soak/quarter` sets the number of days to that of a quarter.
@Suite("A simulated quarter", .tags(.large))
struct QuarterTests {
    private static let days = getenv("DR_SOAK_DAYS").flatMap { Int(String(cString: $0)) } ?? 10

    /// A folder in memory, and in it the folder `store`: a small file system, where a full disk is quick to come by.
    private func withSmallDisk(_ body: (ScratchDirectory) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let path = scratch.path("memory")
            defer {
                umount2(path + "/store", Int32(MNT_DETACH))
                umount2(path, Int32(MNT_DETACH))
            }
            for (folder, size) in [(path, "size=512m"), (path + "/store", "size=256m")] {
                guard mkdir(folder, 0o700) == 0, mount("tmpfs", folder, "tmpfs", 0, size) == 0 else {
                    throw DRError.system("mount a tmpfs on", folder, errno: clinux_errno())
                }
            }
            try body(ScratchDirectory(existing: path))
        }
    }

    @Test(
        "catalog, repository and schedule agree, and no due run is lost or doubled",
        .enabled(if: TestHost.mounts, "a small disk cannot be mounted here")
    )
    func quarter() throws {
        let seed: UInt64 = Self.days > 10 ? .random(in: .min ... .max) : 4_239_057_502_481_301_023
        let wanted = getenv("DR_TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? seed
        print("DR_TEST_SEED=\(wanted)")
        try withSmallDisk { disk in
            let simulation = try QuarterSimulation(disk, days: Self.days, seed: wanted)
            try simulation.run()
            let check = try QuarterCheck(simulation)
            print(check.summary)
            #expect(check.doubled.isEmpty)
            #expect(check.lost.isEmpty)
            #expect(check.unknownSnapshots.isEmpty)
            #expect(check.missingSnapshots.isEmpty)
            #expect(check.revived.isEmpty)
            #expect(check.unwanted.isEmpty)
            #expect(check.wrongMetrics.isEmpty)
            #expect(check.openRuns == 0)
            #expect(check.isVerified)
            #expect(check.restic == nil)
            #expect(!simulation.lines.contains { $0.contains("could not be") }, "\(simulation.lines.suffix(50))")
        }
    }
}
