import CLinux
import DRCore
import DRPolicy
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

/// Locks, forget, prune and verify beside the real restic on one repository.
@Suite(.tags(.large), .enabled(if: system("command -v restic >/dev/null") == 0, "restic is not installed"))
struct ResticMaintenanceTests {
    private struct Peer {
        let scratch: ScratchDirectory
        let backend: LocalBackend

        init(_ scratch: ScratchDirectory) throws {
            self.scratch = scratch
            backend = LocalBackend(path: scratch.path("repository"))
            try #require(restic("init") == 0)
        }

        /// Runs restic and returns its exit status; `before` goes before it in the shell.
        func restic(_ arguments: String, before: String = "", after: String = "") -> Int32 {
            let folder = scratch.path
            let status = system(
                "cd '\(folder)' && \(before) RESTIC_PASSWORD=secret restic --no-cache -q --repo repository \(arguments)"
                    + " >>output 2>&1 \(after)"
            )
            return clinux_exited(status) != 0 ? clinux_exit_status(status) : -1
        }

        func open() throws -> Repository {
            try Repository.open(backend, password: Secret(Array("secret".utf8)))
        }

        /// Backs up some files, of which a part changes with `version`.
        func backUp(_ version: UInt64) throws {
            if version == 0 { try #require(mkdir(scratch.path("source"), 0o700) == 0) }
            for number in 0..<8 {
                let isChanged = number % 2 == 0
                var generator = SeededGenerator(seed: UInt64(number) + (isChanged ? version * 100 : 0))
                try scratch.write(generator.bytes(300_000), to: "source/file\(number)")
            }
            try #require(restic("backup source") == 0)
        }

        func waitForLock() throws {
            for _ in 0..<6000 {
                if try !backend.list(.lock).isEmpty { return }
                usleep(10_000)
            }
            Issue.record("restic took no lock within a minute")
        }
    }

    @Test("restic accepts what forget and prune leave, and finds every byte")
    func prunesForRestic() throws {
        try ScratchDirectory.with { scratch in
            let peer = try Peer(scratch)
            for version in 0..<3 { try peer.backUp(UInt64(version)) }
            let repository = try peer.open()
            let plan = try ForgetPlan(repository.snapshots(), rules: KeepRules(counts: KeepCounts(last: .atMost(1))))
            try repository.forget(plan.removed.compactMap(\.id))
            let before = try peer.backend.list(.pack).reduce(0) { $0 + $1.size }
            _ = try Pruning(repository, options: PruneOptions(maxUnused: .percent(0))).run()
            #expect(try peer.backend.list(.pack).reduce(0) { $0 + $1.size } < before - 1_000_000)
            #expect(peer.restic("check --read-data") == 0)
            #expect(peer.restic("restore latest --target restored") == 0)
            #expect(system("cd '\(scratch.path)' && diff -r source restored/source") == 0)
            #expect(peer.restic("prune") == 0)
            let report = try Verification(peer.open(), options: VerifyOptions(readData: .all)).run()
            #expect(report.isIntact)
            #expect(report.snapshots == 1)
        }
    }

    @Test("restic keeps away while dr holds a lock")
    func resticRespectsLocks() throws {
        try ScratchDirectory.with { scratch in
            let peer = try Peer(scratch)
            try peer.backUp(0)
            let shared = try RepositoryLock.acquire(peer.open(), exclusive: false)
            #expect(peer.restic("prune") != 0)
            #expect(peer.restic("snapshots") == 0)
            shared.release()
            let exclusive = try RepositoryLock.acquire(peer.open(), exclusive: true)
            #expect(peer.restic("backup source") != 0)
            exclusive.release()
            #expect(peer.restic("prune") == 0)
        }
    }

    @Test("dr keeps away while restic holds a lock, and clears away what a killed restic left")
    func respectsResticLocks() throws {
        try ScratchDirectory.with { scratch in
            let peer = try Peer(scratch)
            // Restic holds its lock as long as its input is open.
            try #require(mkfifo(scratch.path("input"), 0o600) == 0)
            let input = try FileDescriptor.open(scratch.path("input"), O_RDWR)
            _ = peer.restic("backup --stdin < input", after: "&")
            try peer.waitForLock()
            let repository = try peer.open()
            let error = #expect(throws: DRError.self) { try RepositoryLock.acquire(repository, exclusive: true) }
            #expect(error?.code == .locked)
            let shared = try RepositoryLock.acquire(repository, exclusive: false)
            try shared.confirm()
            shared.release()
            let locks = try peer.backend.list(.lock).map(\.id)
            let lock = try LockSurvey(repository, LockOptions()).read(#require(locks.first))
            let pid = try #require(lock).holder.pid
            #expect(kill(pid, SIGKILL) == 0)
            for _ in 0..<6000 where ProcessState.of(pid) != .absent { usleep(10_000) }
            #expect(try repository.unlock(all: false).count == 1)
            try RepositoryLock.acquire(repository, exclusive: true).release()
            #expect(input.raw >= 0)
        }
    }
}
