import DRCore
import DRRepository
import DRWorkloads

/// What came of a restore that was tried.
struct RestoreFindings {
    let scope: RestoreTest.Scope
    var report: RestoreReport?
    /// Seconds that the restore took, without reading it again.
    var seconds = 0.0
    /// All files of the snapshot, and their bytes.
    var planFiles: Int64 = 0
    var planBytes: Int64 = 0
    var comparison = SourceComparison()

    init(_ scope: RestoreTest.Scope) {
        self.scope = scope
    }

    private var problems: [RestoreProblem] { report?.problems ?? [] }

    /// Whether the restore itself said that a file is not as it should be.
    func hasProblem(with file: SampledFile, in target: String) -> Bool {
        let path = String(decoding: file.path, as: UTF8.self)
        return problems.contains { $0.path.hasSuffix(path) }
    }

    /// The test as the catalog keeps it.
    func test(_ run: RunRecord, _ now: Timestamp) -> RestoreTest {
        RestoreTest(
            run: run.uuid,
            environment: run.environment,
            plan: run.plan,
            time: now,
            scope: scope,
            snapshot: run.snapshot ?? "",
            files: Int64(report?.files ?? 0),
            bytes: Int64(report?.totalBytes ?? 0),
            mismatches: Int64(problems.count + (report?.omittedProblems ?? 0) + comparison.different.count),
            seconds: seconds,
            planBytes: planBytes
        )
    }

    /// What was wrong; nil when everything was right.
    func error(_ plan: String) -> DRError? {
        let different = comparison.different.map { "\($0): differs from its source, which has not changed since" }
        let details = problems.map { "\($0.path): \($0.message)" } + different
        let code: DRError.Code = report?.failure?.code == .integrity ? .integrity : .restoreVerificationFailed
        guard let first = details.first else { return nil }
        let count = details.count + (report?.omittedProblems ?? 0)
        return DRError(
            code,
            "\(count) entries were not restored as they should be; the first: \(first)",
            object: plan,
            hint: code == .integrity
                ? "'dr verify --read-data' names the damage" : "look at the memory and the disks of both sides",
            details: details
        )
    }

    /// The members of the run's details.
    func details(_ test: RestoreTest, _ time: RestoreTime) -> String {
        DetailsText.object { json in
            json.key("scope")
            json.string(scope.rawValue)
            test.writeFigures(to: &json)
            json.key("plan_files")
            json.number(Int(planFiles))
            json.key("plan_bytes")
            json.number(Int(planBytes))
            json.key("equal_to_source")
            json.number(comparison.equal)
            json.key("source_changed")
            json.number(comparison.changed)
            if let speed = test.bytesPerSecond {
                json.key("bytes_per_second")
                json.number(Int(speed))
            }
            if let estimate = time.seconds {
                json.key("estimated_seconds")
                json.number(Int(estimate.rounded(.up)))
            }
            if let rto = time.rto {
                json.key("rto_seconds")
                json.number(Int(rto.components.seconds))
            }
        }
    }
}
