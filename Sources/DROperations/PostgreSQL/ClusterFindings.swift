import DRCore
import DRRepository
import DRWorkloads

/// What a proof of a cluster came to.
struct ClusterFindings {
    /// Files and bytes that were restored.
    var files = 0
    var bytes = 0
    /// The bytes of the base backup.
    var planBytes: UInt64 = 0
    /// How long it took.
    var times = ServerRecovery.Times()
    /// Where the recovery ended, and with the transaction of which time.
    var position = ""
    var transactionTime: String?
    /// What was looked at, each with the seconds that it took.
    var checks: [(name: String, seconds: Double)] = []
    /// Checks that could not be made, with the reason.
    var skipped: [String] = []
    /// Databases that were dumped, and the bytes of it.
    var databases = 0
    var dumpedBytes = 0
    /// What is wrong.
    var problems: [String] = []

    /// The test as the catalog keeps it: its time is that until the cluster can be used again.
    func test(_ run: RunRecord, _ now: Timestamp) -> RestoreTest {
        RestoreTest(
            run: run.uuid,
            environment: run.environment,
            plan: run.plan,
            time: now,
            scope: .whole,
            snapshot: run.snapshot ?? "",
            files: Int64(files),
            bytes: Int64(bytes),
            mismatches: Int64(problems.count),
            seconds: times.restore + times.recovery,
            planBytes: Int64(clamping: planBytes)
        )
    }

    /// The members of the run's details.
    var details: String {
        DetailsText.object { json in
            let numbers = [
                ("files", files), ("bytes", bytes), ("restore_milliseconds", Int(times.restore * 1000)),
                ("recovery_milliseconds", Int(times.recovery * 1000)), ("databases", databases),
                ("dumped_bytes", dumpedBytes), ("mismatches", problems.count),
            ]
            for (name, number) in numbers {
                json.key(name)
                json.number(number)
            }
            json.key("reached_lsn")
            json.string(position)
            json.key("last_transaction_time")
            if let transactionTime { json.string(transactionTime) } else { json.null() }
            json.key("checks")
            json.beginObject()
            for (name, seconds) in checks {
                json.key(name)
                json.number(Int(seconds * 1000))
            }
            json.endObject()
            json.key("skipped")
            json.strings(skipped)
        }
    }
}
