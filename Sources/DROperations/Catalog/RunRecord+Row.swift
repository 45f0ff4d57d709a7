import DRCore
import DRPolicy
import GRDB

extension RunRecord: FetchableRecord, MutablePersistableRecord {
    package static let databaseTableName = "run"

    package init(row: Row) throws {
        guard let kind = RunKind(rawValue: row["kind"]), let cause = RunCause(rawValue: row["cause"]),
            let outcome = RunOutcome(rawValue: row["outcome"])
        else {
            let words: [String] = [row["kind"], row["cause"], row["outcome"]]
            throw DRError(.failed, "the catalog holds a run that this version does not know", object: words.description)
        }
        self.init(
            uuid: row["uuid"],
            environment: row["environment"],
            plan: row["plan"],
            kind: kind,
            cause: cause,
            started: Timestamp(catalogValue: row["started"]),
            host: row["host"],
            process: row["process"],
            boot: row["boot"]
        )
        id = row["id"]
        repository = row["repository"]
        occurrence = (row["occurrence"] as Int64?).map(Timestamp.init(catalogValue:))
        missed = row["missed"]
        attempt = row["attempt"]
        ended = (row["ended"] as Int64?).map(Timestamp.init(catalogValue:))
        self.outcome = outcome
        exitCode = row["exit_code"]
        message = row["message"]
        object = row["object"]
        hint = row["hint"]
        snapshot = row["snapshot"]
        parent = row["parent"]
        files = row["files"]
        problems = row["problems"]
        bytesProcessed = row["bytes_processed"]
        bytesRead = row["bytes_read"]
        bytesAdded = row["bytes_added"]
        bytesStored = row["bytes_stored"]
        details = row["details"]
        processStart = row["process_start"]
    }

    package func encode(to container: inout PersistenceContainer) {
        container["id"] = id
        container["uuid"] = uuid
        container["environment"] = environment
        container["plan"] = plan
        container["kind"] = kind.rawValue
        container["repository"] = repository
        container["cause"] = cause.rawValue
        container["occurrence"] = occurrence?.catalogValue
        container["missed"] = missed
        container["attempt"] = attempt
        container["started"] = started.catalogValue
        container["ended"] = ended?.catalogValue
        container["outcome"] = outcome.rawValue
        container["exit_code"] = exitCode
        container["message"] = message
        container["object"] = object
        container["hint"] = hint
        container["snapshot"] = snapshot
        container["parent"] = parent
        container["files"] = files
        container["problems"] = problems
        container["bytes_processed"] = bytesProcessed
        container["bytes_read"] = bytesRead
        container["bytes_added"] = bytesAdded
        container["bytes_stored"] = bytesStored
        container["host"] = host
        container["process"] = process
        container["process_start"] = processStart
        container["boot"] = boot
        container["details"] = details
    }

    package mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}
