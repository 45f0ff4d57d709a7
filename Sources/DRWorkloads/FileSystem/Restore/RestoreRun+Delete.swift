import CLinux
import DRCore
import DRRepository

extension RestoreRun {
    /// Removes what the restored directories hold beyond the snapshot, as far as the patterns select it.
    ///
    /// Directories above the paths that were backed up hold only the way to them in the snapshot, so nothing is
    /// removed there.
    /// - Parameter unwraps: whether the directories that a base backup puts around large files were taken away.
    func deleteExtras(_ paths: [String], unwraps: Bool) throws {
        let scope = DeletionScope(paths: paths, subpath: options.subpath)
        for number in 0..<plan.directories.count {
            let record = plan.directories[number]
            guard record.isNeeded, record.isSelected, !record.isFresh, !record.isFailed, let tree = record.tree else {
                continue
            }
            try cancellation.check()
            let location = plan.location(of: Int32(number))
            guard scope.holds(location) else { continue }
            let expected: Set<[UInt8]>
            do {
                let names = try repository.loadTree(tree, workers[0].codec).map(\.name)
                expected = Set(unwraps ? names.map { BaseTreeLayout.unwrapped($0) ?? $0 } : names)
            } catch {
                // The directory was reported when its list was read; what it should hold is not known.
                _ = try RestoreDamage.reason(error)
                continue
            }
            try guarded(plan.path(of: Int32(number))) { try deleteExtras(number, location, expected) }
        }
    }

    private func deleteExtras(_ number: Int, _ location: [UInt8], _ expected: Set<[UInt8]>) throws {
        let descriptor = FileDescriptor(owning: try workers[0].directories.openForReading(Int32(number)))
        var status = stat()
        try TargetFailure.check(fstat(descriptor.raw, &status), "look at")
        let removal = TargetRemoval(device: UInt64(status.st_dev), selection: selection)
        for name in try DirectoryEntries.names(of: descriptor.raw) {
            let bytes = name.dropLast().map { UInt8(bitPattern: $0) }
            if expected.contains(bytes) { continue }
            let path = plan.path(of: Int32(number)) + "/" + String(decoding: bytes, as: UTF8.self)
            try guarded(path) {
                _ = try name.withUnsafeBufferPointer { name in
                    try name.baseAddress.map { try removal.remove($0, in: descriptor.raw, location: location) }
                }
            }
        }
        findings.count { $0.deletedEntries += removal.count }
    }
}
