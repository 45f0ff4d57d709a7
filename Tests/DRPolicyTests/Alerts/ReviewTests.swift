import DRCore
import DRTestSupport
import Testing

@testable import DRPolicy

@Suite("What runs and states say about alerts")
struct ReviewTests {
    private func review(_ kind: RunKind, _ ending: RunReview.Ending) -> RunReview {
        RunReview(plan: "files", kind: kind, repository: "primary", run: "r1", ending: ending)
    }

    private func texts(_ observations: [AlertObservation]) -> [String] {
        observations.map { observation in
            switch observation {
            case .good(let topic): "good \(topic)"
            case .wrong(let finding): "\(finding.severity.rawValue) \(finding.topic)"
            }
        }
    }

    private func failed(_ code: DRError.Code) -> RunReview.Ending { .failed(DRError(code, "it failed")) }

    @Test("a good run clears what it is about", .tags(.small))
    func good() {
        #expect(
            texts(review(.incremental, .succeeded).observations) == [
                "good run/files/incremental", "good failures/files/incremental", "good rpo/files",
            ]
        )
        #expect(texts(review(.full, .succeeded).observations).contains("good run/files/incremental"))
        #expect(
            texts(review(.restoreTest, .succeeded).observations).suffix(2) == [
                "good restore-test/files", "good restore-test-age/files",
            ]
        )
    }

    @Test("a verification clears damage only when it read everything", .tags(.small))
    func damageStays() {
        var verify = review(.verify, .succeeded)
        #expect(!texts(verify.observations).contains("good damage/primary"))
        verify.provesSoundness = true
        #expect(texts(verify.observations).contains("good damage/primary"))
    }

    @Test("a backup with unreadable sources is a warning, and good for the RPO", .tags(.small))
    func incomplete() {
        #expect(
            texts(review(.full, .incomplete(nil)).observations).sorted() == [
                "good failures/files/full", "good failures/files/incremental", "good rpo/files",
                "good run/files/incremental", "warning run/files/full",
            ]
        )
    }

    @Test(
        "failures weigh as much as what they put at risk",
        .tags(.small),
        arguments: [
            (RunKind.full, DRError.Code.failed, ["critical run/files/full"]),
            (.incremental, .locked, ["critical run/files/incremental"]),
            (.prune, .failed, ["warning run/files/prune"]),
            (.verify, .integrity, ["emergency damage/primary", "warning run/files/verify"]),
            (.full, .integrity, ["emergency damage/primary", "critical run/files/full"]),
            (.restoreTest, .restoreVerificationFailed, ["emergency restore-test/files"]),
            (.restoreTest, .integrity, ["emergency damage/primary", "emergency restore-test/files"]),
            (.restoreTest, .objectiveMissed, ["critical restore-test/files"]),
            (.restoreTest, .locked, ["warning run/files/restore_test"]),
        ]
    )
    func failures(kind: RunKind, code: DRError.Code, expected: [String]) {
        #expect(texts(review(kind, failed(code)).observations) == expected)
    }

    @Test("a run that is tried again is no alert yet, unless it found damage", .tags(.small))
    func triedAgain() {
        var run = review(.full, failed(.storageUnreachable))
        run.isTriedAgain = true
        #expect(run.observations.isEmpty)
        run.ending = failed(.integrity)
        #expect(texts(run.observations) == ["emergency damage/primary"])
    }

    @Test("three failures in a row are an alert of their own", .tags(.small), arguments: [(2, false), (3, true)])
    func many(count: Int, isAlert: Bool) {
        var run = review(.prune, failed(.failed))
        run.failuresInARow = count
        #expect(texts(run.observations).contains("critical failures/files/prune") == isAlert)
    }

    @Test("what a person stopped or sees is no alert", .tags(.small))
    func byHand() {
        let refusal = DRError(.refusedByGuardrail, "not now")
        #expect(review(.full, .stopped).observations.isEmpty)
        #expect(review(.full, .refused(refusal, byHand: true)).observations.isEmpty)
        #expect(texts(review(.full, .refused(refusal, byHand: false)).observations) == ["warning run/files/full"])
    }

    private func plan(rpo: Int64?) -> BackupPlan {
        var plan = BackupPlan()
        plan.objectives.rpo = rpo.map { .seconds($0) }
        return plan
    }

    @Test(
        "a backup is too old after the RPO, with a backup at work after one and a half",
        .tags(.small),
        arguments: [
            (3600, false, false), (3660, false, false), (3661, false, true), (3661, true, false), (5460, true, false),
            (5461, true, true),
        ] as [(Int64, Bool, Bool)]
    )
    func backupAge(age: Int64, isRunning: Bool, isOld: Bool) {
        let now = Timestamp(seconds: 1_700_000_000)
        let review = PlanReview(
            plan: "files",
            lastBackup: Timestamp(seconds: now.seconds - age),
            lastRestoreTest: nil,
            since: Timestamp(seconds: 0),
            running: isRunning ? Timestamp(seconds: now.seconds - 30) : nil
        )
        let observation = review.backupAge(plan(rpo: 3600), at: now)
        #expect((observation?.finding?.severity == .critical) == isOld)
        #expect(review.backupAge(plan(rpo: nil), at: now) == nil)
    }

    @Test("a plan without any backup counts from when it was made", .tags(.small))
    func noBackup() {
        let since = Timestamp(seconds: 1_700_000_000)
        let review = PlanReview(plan: "files", lastBackup: nil, lastRestoreTest: nil, since: since)
        #expect(review.backupAge(plan(rpo: 3600), at: since) == .good(.rpo("files")))
        let late = review.backupAge(plan(rpo: 3600), at: Timestamp(seconds: since.seconds + 7200))
        #expect(late?.finding?.message == "there is no good backup yet, 2h after the plan was made; the RPO is 1h")
    }

    @Test("a restore must be tried as often as the environment demands", .tags(.small))
    func restoreTestAge() {
        var settings = ComplianceSettings()
        let now = Timestamp(seconds: 1_700_000_000)
        let day: Int64 = 86_400
        func review(_ days: Int64) -> PlanReview {
            let tried = Timestamp(seconds: now.seconds - days * day)
            return PlanReview(plan: "files", lastBackup: nil, lastRestoreTest: tried, since: now)
        }
        #expect(review(400).restoreTestAge(settings, at: now) == nil)
        settings.restoreTestWithin = .seconds(30 * day)
        #expect(review(30).restoreTestAge(settings, at: now) == .good(.restoreTestAge("files")))
        #expect(
            review(31).restoreTestAge(settings, at: now)?.finding?.message
                == "the last restore was tried 31 days ago; one is required every 30d"
        )
    }

    @Test("old locks and sudden growth of a repository are seen", .tags(.small))
    func repository() {
        let now = Timestamp(seconds: 1_700_000_000)
        func review(lock: Int64?, bytes: Int64, before: Int64?) -> RepositoryReview {
            RepositoryReview(
                repository: "primary",
                time: now,
                bytes: bytes,
                bytesBefore: before,
                oldestLock: lock.map { Timestamp(seconds: now.seconds - $0) }
            )
        }
        let gigabyte: Int64 = 1 << 30
        #expect(review(lock: nil, bytes: 0, before: nil).lockAge == .good(.lock("primary")))
        #expect(review(lock: 3600, bytes: 0, before: nil).lockAge == .good(.lock("primary")))
        #expect(review(lock: 3601, bytes: 0, before: nil).lockAge.finding?.severity == .warning)
        let limit = Percentage(25)
        #expect(review(lock: nil, bytes: gigabyte, before: nil).growth(limit) == nil)
        #expect(review(lock: nil, bytes: gigabyte, before: 1000).growth(limit) == nil)
        #expect(review(lock: nil, bytes: gigabyte * 5 / 4, before: gigabyte).growth(limit) == .good(.growth("primary")))
        #expect(
            review(lock: nil, bytes: gigabyte * 3 / 2, before: gigabyte).growth(limit)?.finding?.message
                == "grew by 50 %, from 1.00 GiB to 1.50 GiB; 25 % are allowed"
        )
        #expect(review(lock: nil, bytes: 0, before: gigabyte).growth(limit) == .good(.growth("primary")))
    }
}
