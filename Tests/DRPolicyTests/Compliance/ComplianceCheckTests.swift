import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Compliance of a plan", .tags(.small))
struct ComplianceCheckTests {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let day: Int64 = 86_400

    static func ago(_ days: Double) -> Timestamp { Timestamp(seconds: now.seconds - Int64(days * 86_400)) }

    static func point(_ days: Double, host: String = "alpha", tags: [String] = []) -> RetentionCandidate {
        let id = String(repeating: "a", count: 50) + String(14_000_000 + Int(days * 1000))
        return RetentionCandidate(RetentionPoint(id: id, time: ago(days), hostname: host, tags: tags))
    }

    /// A plan with a daily backup that is kept for 30 days, all in order, 40 days old.
    static func facts(_ change: (inout ComplianceFacts) -> Void = { _ in }) -> ComplianceFacts {
        var plan = BackupPlan()
        plan.repository = "primary"
        plan.objectives.rpo = .seconds(25 * 3600)
        plan.objectives.rto = .seconds(1800)
        var policy = RetentionPolicy()
        policy.keep = KeepRules(counts: KeepCounts(daily: .atMost(31)))
        policy.requiredMinimum = .seconds(30 * day)
        policy.permittedMaximum = .seconds(60 * day)
        policy.minimumVerified = 2
        var settings = ComplianceSettings()
        settings.restoreTestWithin = .seconds(30 * day)
        settings.needsOffSiteCopy = true
        settings.needsObjectives = true
        var points = (0...31).map { point(Double($0) + 0.1) }
        for place in 0..<3 { points[place].isVerified = true }
        var facts = ComplianceFacts(
            plan: plan,
            policy: policy,
            settings: settings,
            environment: "lab",
            host: "alpha",
            points: .known(points),
            now: now
        )
        facts.existsSince = ago(40)
        facts.witnessedSince = ago(40)
        facts.backups = (0...40).map { ago(Double($0) + 0.1) }
        facts.longestGap = day
        facts.wasEverVerified = true
        facts.offSite = [.init(repository: "copy", times: .success([ago(1.1)]))]
        facts.restoreTests = [
            .init(time: ago(3), scope: "plan", isWhole: true, files: 9, mismatches: 0, bytes: 99, seconds: 12)
        ]
        change(&facts)
        return facts
    }

    static func status(_ requirement: ComplianceRequirement, _ facts: ComplianceFacts) -> ComplianceStatus? {
        ComplianceCheck(facts).findings().first { $0.requirement == requirement }?.status
    }

    @Test("a plan in order passes everything, with evidence")
    func passes() {
        let findings = ComplianceCheck(Self.facts()).findings()
        #expect(findings.map(\.status).allSatisfy { $0 == .pass })
        #expect(
            findings.map(\.requirement) == [
                .minimumReach, .coverage, .maximumReach, .verifiedPoints, .restoreTest, .offSiteCopy, .rpo, .rto,
                .objectives,
            ]
        )
        #expect(findings.allSatisfy { $0.hint == nil })
        #expect(findings.filter { $0.requirement != .objectives }.allSatisfy { !$0.evidence.isEmpty })
    }

    @Test("what cannot be read is unknown, never a pass")
    func unreadable() {
        let findings = ComplianceCheck(Self.facts { $0.points = .unreadable("no route") }).findings()
        let about: [ComplianceRequirement] = [.minimumReach, .coverage, .maximumReach, .verifiedPoints, .rpo]
        for finding in findings where about.contains(finding.requirement) {
            #expect(finding.status == .unknown)
            #expect(finding.evidence == ["no route"])
        }
    }

    @Test("a plan that is too young for a requirement is unknown; an old one without evidence fails")
    func youth() {
        let young = Self.facts { facts in
            facts.points = .known([Self.point(0.1)])
            facts.existsSince = Self.ago(0.5)
            facts.witnessedSince = Self.ago(0.5)
            facts.backups = [Self.ago(0.1)]
            facts.wasEverVerified = false
            facts.restoreTests = []
            facts.offSite = [.init(repository: "copy", times: .success([]))]
        }
        for requirement in [ComplianceRequirement.minimumReach, .verifiedPoints, .restoreTest, .offSiteCopy, .rto] {
            #expect(Self.status(requirement, young) == .unknown, "\(requirement)")
        }
        #expect(Self.status(.rpo, young) == .pass)
        var old = young
        old.existsSince = Self.ago(40)
        for requirement in [ComplianceRequirement.minimumReach, .verifiedPoints, .restoreTest, .offSiteCopy] {
            #expect(Self.status(requirement, old) == .fail, "\(requirement)")
        }
        #expect(Self.status(.rto, old) == .unknown)
    }

    @Test("restores must reach back; those of another host do not count")
    func reach() {
        let short = Self.facts { $0.points = .known((0...9).map { Self.point(Double($0) + 0.1) }) }
        #expect(Self.status(.minimumReach, short) == .fail)
        let other = Self.facts { facts in
            facts.points = .known((0...9).map { Self.point(Double($0) + 0.1) } + [Self.point(35, host: "beta")])
        }
        #expect(Self.status(.minimumReach, other) == .fail)
        // The environment may ask for more than the policy does.
        #expect(
            Self.status(.minimumReach, Self.facts { $0.settings.requiredRetention = .seconds(35 * 86_400) }) == .fail
        )
        #expect(Self.status(.minimumReach, Self.facts { $0.environment = "production" }) == .unknown)
    }

    @Test("a hole in the required time is a failure that is named")
    func coverage() throws {
        let facts = Self.facts { facts in
            facts.points = .known((0...31).filter { !(10...12).contains($0) }.map { Self.point(Double($0) + 0.1) })
        }
        let finding = try #require(ComplianceCheck(facts).findings().first { $0.requirement == .coverage })
        #expect(finding.status == .fail)
        #expect(finding.observed == "1 hole, the longest 4d")
        #expect(finding.evidence.count == 1)
        // Backups that have stopped are a hole up to now.
        let stopped = Self.facts { $0.points = .known((5...31).map { Self.point(Double($0) + 0.1) }) }
        #expect(Self.status(.coverage, stopped) == .fail)
    }

    @Test("what is kept too long is a finding, but for what is held")
    func overRetention() {
        func status(_ change: (inout RetentionCandidate) -> Void) -> ComplianceStatus? {
            Self.status(
                .maximumReach,
                Self.facts { facts in
                    var old = Self.point(70)
                    change(&old)
                    facts.points = .known((0...31).map { Self.point(Double($0) + 0.1) } + [old])
                    var hold = LegalHold()
                    hold.tag = "case"
                    facts.policy.legalHolds = [hold]
                    facts.policy.pins = ["pinned"]
                }
            )
        }
        #expect(status { _ in } == .fail)
        #expect(status { $0.names = ["pinned"] } == .fail)
        #expect(status { $0.point.hostname = "gone" } == .fail)
        #expect(status { $0.point.tags = ["case"] } == .pass)
    }

    @Test("a restore test must be recent and without differences")
    func restoreTest() {
        #expect(Self.status(.restoreTest, Self.facts { $0.restoreTests[0].time = Self.ago(31) }) == .fail)
        #expect(Self.status(.restoreTest, Self.facts { $0.restoreTests[0].mismatches = 1 }) == .fail)
        #expect(Self.status(.rto, Self.facts { $0.restoreTests[0].mismatches = 1 }) == .unknown)
        #expect(Self.status(.rto, Self.facts { $0.restoreTests[0].isWhole = false }) == .unknown)
        #expect(Self.status(.rto, Self.facts { $0.restoreTests[0].seconds = 1801 }) == .fail)
        #expect(Self.status(.restoreTest, Self.facts { $0.settings.restoreTestWithin = nil }) == nil)
    }

    @Test("a copy at another site must be there, readable and fresh")
    func offSite() {
        #expect(Self.status(.offSiteCopy, Self.facts { $0.offSite = [] }) == .fail)
        #expect(Self.status(.offSiteCopy, Self.facts { $0.offSite[0].times = .success([Self.ago(4)]) }) == .fail)
        #expect(Self.status(.offSiteCopy, Self.facts { $0.offSite[0].times = .failure(.init("gone")) }) == .unknown)
        let two = Self.facts { $0.offSite.append(.init(repository: "other", times: .failure(.init("gone")))) }
        #expect(Self.status(.offSiteCopy, two) == .pass)
        #expect(Self.status(.offSiteCopy, Self.facts { $0.settings.needsOffSiteCopy = nil }) == nil)
    }

    @Test("the RPO is held against what the catalog saw, and against the snapshots where it saw nothing")
    func rpo() throws {
        func without(_ days: ClosedRange<Int>) -> ComplianceFacts {
            Self.facts { facts in
                facts.backups = (0...40).filter { !days.contains($0) }.map { Self.ago(Double($0) + 0.1) }
                facts.points = .known((0...31).filter { !days.contains($0) }.map { Self.point(Double($0) + 0.1) })
            }
        }
        #expect(Self.status(.rpo, without(33...35)) == .pass)
        #expect(Self.status(.rpo, without(10...10)) == .fail)
        #expect(Self.status(.rpo, without(0...1)) == .fail)
        // What retention has thinned out is in the catalog.
        let thinned = Self.facts { $0.points = .known([Self.point(0.1), Self.point(30.1)]) }
        #expect(Self.status(.rpo, thinned) == .pass)
        // Of a catalog that is younger than the period, the rest is not known.
        let rebuilt = Self.facts { $0.witnessedSince = Self.ago(5) }
        let finding = try #require(ComplianceCheck(rebuilt).findings().first { $0.requirement == .rpo })
        #expect(finding.status == .unknown)
        #expect(finding.observed.hasPrefix("met since "))
        #expect(Self.status(.rpo, Self.facts { ($0.witnessedSince, $0.backups) = (nil, []) }) == .unknown)
    }

    @Test("what is under a hold must be there")
    func holds() {
        var bySnapshot = LegalHold()
        bySnapshot.snapshot = "0a1b"
        var byTag = LegalHold()
        byTag.tag = "case"
        func status(_ held: [String: Int]) -> ComplianceStatus? {
            Self.status(.legalHolds, Self.facts { ($0.policy.legalHolds, $0.held) = ([bySnapshot, byTag], held) })
        }
        #expect(status(["0a1b": 1, "case": 3]) == .pass)
        #expect(status(["0a1b": 1]) == .unknown)
        #expect(status(["case": 3]) == .fail)
    }

    @Test("of several, a failure counts before a lack of evidence")
    func worst() {
        #expect(ComplianceStatus.worst([]) == .unknown)
        #expect(ComplianceStatus.worst([.pass, .pass]) == .pass)
        #expect(ComplianceStatus.worst([.pass, .unknown]) == .unknown)
        #expect(ComplianceStatus.worst([.unknown, .fail, .pass]) == .fail)
    }
}
