import CLinux
import DRCore
import DROperations
import DRPolicy
import DRRepository
import DRStorage
import DRTestSupport
import Synchronization

/// Weeks of hourly and daily runs on a real repository, with a clock that a test moves and with all that goes wrong:
/// outages, killed processes, a clock that jumps, the turn to summer time, a full disk, storage that is gone.
final class QuarterSimulation: Sendable {
    static let password = "correct horse"
    /// A week before the clocks of the zone go forward, so that short simulations have it too.
    static let start = Timestamp(seconds: 1_774_137_600)  // 2026-03-22T00:00:00Z

    let scratch: ScratchDirectory
    let clock = FakeClock(QuarterSimulation.start)
    let installation: Installation
    let catalog: Catalog
    let end: Timestamp
    private let generator: Mutex<SeededGenerator>
    private let log = LineKeeper()
    private let open = Mutex(0)
    /// What the next backup is to meet.
    private let mishap = Mutex<Mishap?>(nil)
    /// The stretches in which no scheduler ran, and those in which runs had to fail.
    let gaps = Mutex<[Range<Int64>]>([])

    enum Mishap: Sendable {
        /// The process dies when the backup has begun.
        case killed
        /// The disk is full for so many hours.
        case diskFull(hours: Int)
        /// The repository is gone for so many hours.
        case storageGone(hours: Int)
    }

    /// Prepares the files; the folder `store`, where the repository is made, should be a small file system.
    init(_ scratch: ScratchDirectory, days: Int, seed: UInt64) throws {
        self.scratch = scratch
        generator = Mutex(SeededGenerator(seed: seed))
        end = Timestamp(seconds: Self.start.seconds + Int64(days) * 86_400)
        for folder in ["data", "data/old"] {
            guard mkdir(scratch.path(folder), 0o700) == 0 else {
                throw DRError.system("make", scratch.path(folder), errno: clinux_errno())
            }
        }
        try scratch.write(Array((Self.password + "\n").utf8), to: "key")
        _ = try Repository.create(
            at: LocalBackend(path: scratch.path("store/repository")),
            password: Secret(Array(Self.password.utf8)),
            scrypt: Scrypt(n: 2, r: 1, p: 1)
        )
        let base = """
            timezone: Europe/Berlin
            state_directory: \(scratch.path("state"))
            repositories:
              main: {url: \(scratch.path("store/repository")), password: {file: \(scratch.path("key"))}, pack_size: 4M}
            plans:
              files:
                files: {paths: [\(scratch.path("data"))]}
                repository: main
                retention: all
                schedule:
                  incremental: hourly
                  full: daily at 02:00
                  verify: daily at 04:00
                  verify_all_within: 7d
                  retention: daily at 05:00
                  prune: weekly on sun at 05:30
                  restore_test: weekly on sat at 06:00
                objectives: {rpo: 2h, rto: 30m}
            metrics: {textfile: \(scratch.path("dr.prom"))}
            """
        installation = try TestInstallation.make(
            base,
            clock: clock,
            policy: "keep: {hourly: 48, daily: 14, weekly: 20}"
        )
        catalog = try Catalog(stateDirectory: installation.stateDirectory)
        for number in 0..<40 { try change(number) }
        clock.setBusy { [weak self] in self.map { $0.open.withLock { $0 > 0 } } ?? false }
    }

    /// The lines of the scheduler.
    var lines: [String] { log.all }

    /// Lets all the time pass.
    func run() throws {
        while clock.now < end {
            try segment()
        }
        // A last start, when every mishap is over, makes up for what the end of the last stretch left.
        mishap.withLock { $0 = nil }
        clock.advance(8 * 3600)
        clock.after(3 * 3600) { [requests = SchedulerRequests()] _ in requests.stop() }
        try runLoop(seconds: 3 * 3600)
        // What the checks compare is as of one moment then.
        for kind in [RunKind.incremental, .retention] {
            let record = JobRunner(context(Cancellation())).run(Job(plan: "files", kind: kind))
            guard record.outcome.isUsable else { throw record.error ?? DRError(.failed, "the last \(kind) failed") }
        }
    }

    /// A stretch in which one scheduler works, and what ends it.
    private func segment() throws {
        let hours = random(6...60)
        let rest = end.seconds - clock.now.seconds
        let length = min(Int64(hours) * 3600 + Int64(random(0...3599)), max(rest, 60))
        let choice = random(0...9)
        switch choice {
        case 0, 1: mishap.withLock { $0 = .killed }
        case 2: mishap.withLock { $0 = .diskFull(hours: random(1...7)) }
        case 3: mishap.withLock { $0 = .storageGone(hours: random(1...4)) }
        case 4: clock.after(Double(length / 2)) { $0.jump(Int64(-1800)) }
        case 5: clock.after(Double(length / 2)) { $0.jump(Int64(2400)) }
        default: break
        }
        try runLoop(seconds: Double(length))
        // The machine is off for a while.
        let before = clock.now.seconds
        if choice > 6 || choice < 2 { clock.advance(Double(random(60...40_000))) }
        gaps.withLock { $0.append(before..<clock.now.seconds + 1) }
    }

    private func runLoop(seconds: Double) throws {
        let requests = SchedulerRequests()
        clock.after(seconds) { _ in requests.stop() }
        var setting = SchedulerSetting(
            installation: installation,
            catalog: catalog,
            log: SchedulerLog(isJournal: true, clock: clock) { [self] line in note(line) },
            perform: { [self] job, installation, cancellation in perform(job, installation, cancellation, requests) }
        )
        setting.settle = { [self] in JobRunner(context(Cancellation())).interruptDead() }
        try SchedulerLoop(setting, requests).run()
    }

    private func perform(
        _ job: Job,
        _ installation: Installation,
        _ cancellation: Cancellation,
        _ requests: SchedulerRequests
    ) -> RunRecord {
        // Work takes its time on this clock too.
        defer { clock.advance(Double(random(5...90))) }
        let runner = JobRunner(context(cancellation))
        guard !RunLane.isMaintenance(job) else { return runner.run(job) }
        for _ in 0..<random(0...3) { try? change(random(0...60)) }
        switch mishap.withLock({ taken in
            defer { taken = nil }
            return taken
        }) {
        case .killed: return die(job, requests)
        case .diskFull(let hours): fillDisk(hours)
        case .storageGone(let hours): removeStorage(hours)
        case nil: break
        }
        return runner.run(job)
    }

    /// Leaves what a process leaves that is killed in a backup: an open run, and packs in no index.
    private func die(_ job: Job, _ requests: SchedulerRequests) -> RunRecord {
        var record = RunRecord(job, installation)
        // No process has this number: it is above the limit of the kernel.
        record.process = 2_147_483_646
        do {
            record = try catalog.save(record)
            let bytes = Array("torn".utf8) + SecureRandom.bytes(5000)
            let id = SecureRandom.bytes(32)
            let hex = Hex.encode(id)
            try scratch.write(bytes, to: "store/repository/data/\(hex.prefix(2))/\(hex)")
        } catch {
            log.add("the death could not be staged: \(error)")
        }
        requests.stop()
        return record
    }

    private func fillDisk(_ hours: Int) {
        let begin = clock.now.seconds
        var status = statvfs()
        guard statvfs(scratch.path("store"), &status) == 0 else { return }
        let free = Int(status.f_bavail) * Int(status.f_frsize)
        do {
            let path = scratch.path("store/filler")
            let file = try FileDescriptor.open(path, O_WRONLY | O_CREAT)
            guard posix_fallocate(file.raw, 0, off_t(max(free - 4096, 1))) == 0 else {
                log.add("the disk could not be filled")
                return
            }
        } catch {
            log.add("the disk could not be filled: \(error)")
        }
        clock.after(Double(hours) * 3600) { [self] clock in
            unlink(scratch.path("store/filler"))
            gaps.withLock { $0.append(begin..<clock.now.seconds + 1) }
        }
    }

    private func removeStorage(_ hours: Int) {
        let begin = clock.now.seconds
        rename(scratch.path("store/repository"), scratch.path("store/repository.gone"))
        clock.after(Double(hours) * 3600) { [self] clock in
            rename(scratch.path("store/repository.gone"), scratch.path("store/repository"))
            gaps.withLock { $0.append(begin..<clock.now.seconds + 1) }
        }
    }

    private func context(_ cancellation: Cancellation) -> JobContext {
        JobContext(
            installation: installation,
            catalog: catalog,
            cancellation: cancellation,
            lockWait: 0,
            note: { [log] in log.add($0) }
        )
    }

    private func change(_ number: Int) throws {
        let bytes = generator.withLock { generator in
            (0..<2000).map { _ in UInt8.random(in: 0...63, using: &generator) }
        }
        try scratch.write(bytes, to: "data/\(number % 2 == 0 ? "" : "old/")file\(number)")
    }

    private func random(_ range: ClosedRange<Int>) -> Int {
        generator.withLock { Int.random(in: range, using: &$0) }
    }

    /// Counts the runs that the loop has started and not yet seen the end of, so that the clock stands still meanwhile.
    private func note(_ line: String) {
        log.add(line)
        let words = line.split { $0 == " " || $0 == ":" }
        guard words.count > 2 else { return }
        if words[2] == "started" { open.withLock { $0 += 1 } }
        if RunOutcome(rawValue: String(words[2])) != nil { open.withLock { $0 -= 1 } }
    }
}

extension RunLane {
    static func isMaintenance(_ job: Job) -> Bool { RunLane(job.kind) == .maintenance }
}
