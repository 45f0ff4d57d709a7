import CLinux
import DRCore
import DRRepository

extension RestoreRun {
    /// Reads every file that should be as the snapshot has it and compares it with the ids of its blobs.
    func verifyFiles() throws {
        try forEach(count: plan.files.count, piece: 16) { [self] worker, number in
            guard states[number] != .leave, !states.isDamaged(number), !states.isFailed(number) else { return }
            let record = plan.files[number]
            let path = plan.path(of: record.name, in: record.directory)
            do {
                guard let difference = try verify(record, worker) else {
                    return progress.verify(files: 1, bytes: record.size)
                }
                findings.record(.verification, path, difference)
            } catch let failure as TargetFailure {
                if failure.endsRun { throw failure.error(path) }
                findings.record(.verification, path, failure.message)
            }
        }
    }

    /// How the file differs from the snapshot; nil when it does not.
    private func verify(_ record: PlannedFile, _ worker: RestoreWorker) throws -> String? {
        let directory = try worker.directories.handle(record.directory)
        let descriptor = try openForReading(plan.cString(record.name), in: directory)
        var status = stat()
        try TargetFailure.check(fstat(descriptor.raw, &status), "look at")
        guard clinux_is_regular(status.st_mode) != 0 else { return "it is not a regular file" }
        guard status.st_size == record.size else {
            return "it has \(status.st_size) bytes, in the snapshot it has \(record.size)"
        }
        var difference: String?
        var offset = 0
        try forEachBlob(of: record, in: descriptor.raw, worker) { _, length, isEqual in
            if !isEqual, difference == nil { difference = "its content differs from byte \(offset) on" }
            offset += length
        }
        return difference
    }
}
