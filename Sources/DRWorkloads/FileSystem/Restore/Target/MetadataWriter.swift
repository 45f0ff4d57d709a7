import CLinux
import DRCore
import DRRepository

/// Sets owner, extended attributes, permissions and times, in this order: a change of owner clears the set-user bits, an
/// ACL changes the permissions, and the time comes last so that an entry that is not finished never looks it.
final class MetadataWriter {
    private static let listLimit = 65_536

    private let plan: RestorePlan
    private let findings: RestoreFindings
    private let list = UnsafeMutablePointer<CChar>.allocate(capacity: listLimit)

    init(_ plan: RestorePlan, _ findings: RestoreFindings) {
        self.plan = plan
        self.findings = findings
    }

    deinit { list.deallocate() }

    /// Sets the metadata of an open file or directory.
    ///
    /// - Parameter status: of the file, after the last write to it.
    /// - Throws: `TargetFailure`, but not for what only root or another file system could do: that is counted.
    func apply(
        _ metadata: PlannedMetadata,
        to file: Int32,
        _ status: stat,
        path: @autoclosure () -> String
    ) throws {
        var ownsEntry = true
        if status.st_uid != metadata.uid || status.st_gid != metadata.gid {
            ownsEntry = try owned(fchown(file, metadata.uid, metadata.gid))
        }
        try setAttributes(metadata, path: path()) { call in
            switch call {
            case .list: flistxattr(file, list, Self.listLimit)
            case .set(let name, let value, let count): Int(fsetxattr(file, name, value, count, 0))
            case .remove(let name): Int(fremovexattr(file, name))
            }
        }
        let mode = Self.mode(metadata, ownsEntry)
        try TargetFailure.check(fchmod(file, mode), "set the permissions")
        try withTimes(metadata) { try TargetFailure.check(futimens(file, $0), "set the times") }
    }

    /// Sets the metadata of an entry that cannot be opened; a symbolic link has no permissions of its own.
    func apply(
        _ metadata: PlannedMetadata,
        to name: UnsafePointer<CChar>,
        _ kind: Node.Kind,
        in directory: Int32,
        path: @autoclosure () -> String
    ) throws {
        let ownsEntry = try owned(fchownat(directory, name, metadata.uid, metadata.gid, AT_SYMLINK_NOFOLLOW))
        // There is no such call relative to a directory before Linux 6.13.
        let entry = "/proc/self/fd/\(directory)/".utf8CString.dropLast()
        let wholeName = Array(entry) + UnsafeBufferPointer(start: name, count: strlen(name) + 1)
        try setAttributes(metadata, path: path()) { call in
            switch call {
            case .list: llistxattr(wholeName, list, Self.listLimit)
            case .set(let name, let value, let count): Int(lsetxattr(wholeName, name, value, count, 0))
            case .remove(let name): Int(lremovexattr(wholeName, name))
            }
        }
        if kind != .symlink {
            let mode = Self.mode(metadata, ownsEntry)
            try TargetFailure.check(fchmodat(directory, name, mode, AT_SYMLINK_NOFOLLOW), "set the permissions")
        }
        try withTimes(metadata) {
            try TargetFailure.check(utimensat(directory, name, $0, AT_SYMLINK_NOFOLLOW), "set the times")
        }
    }

    /// A program that runs as its owner must not come to run as somebody else.
    private static func mode(_ metadata: PlannedMetadata, _ ownsEntry: Bool) -> mode_t {
        ownsEntry ? metadata.mode : metadata.mode & ~0o6000
    }

    private func owned(_ result: Int32) throws -> Bool {
        if result == 0 { return true }
        let number = clinux_errno()
        // EPERM: this user, or root in this container, may not; EINVAL: the user namespace does not have the owner.
        guard number == EPERM || number == EINVAL else { throw TargetFailure("set the owner", number) }
        findings.count { $0.ownershipFailures += 1 }
        return false
    }

    private func withTimes(_ metadata: PlannedMetadata, _ body: (UnsafePointer<timespec>) throws -> Void) rethrows {
        try withUnsafeTemporaryAllocation(of: timespec.self, capacity: 2) { times in
            times[0] = metadata.atime.kernelTime
            times[1] = metadata.mtime.kernelTime
            if let first = times.baseAddress { try body(UnsafePointer(first)) }
        }
    }

    // MARK: Extended attributes

    private enum AttributeCall {
        case list
        case set(UnsafePointer<CChar>, UnsafeRawPointer?, Int)
        case remove(UnsafePointer<CChar>)
    }

    /// Makes the attributes equal to those of the snapshot.
    private func setAttributes(
        _ metadata: PlannedMetadata,
        path: @autoclosure () -> String,
        _ call: (AttributeCall) -> Int
    ) throws {
        let wanted = plan.attributes(of: metadata)
        for attribute in wanted {
            let name = attribute.name.map { CChar(bitPattern: $0) } + [0]
            let result = attribute.value.withUnsafeBytes { value in
                name.withUnsafeBufferPointer { name in
                    name.baseAddress.map { call(.set($0, value.baseAddress, value.count)) } ?? 0
                }
            }
            if result < 0 { try excuse("set the extended attribute", attribute.name, path()) }
        }
        let length = call(.list)
        guard length > 0 else { return }
        var start = 0
        while start < length {
            let name = list + start
            let count = strnlen(name, length - start)
            start += count + 1
            let bytes = UnsafeRawBufferPointer(start: name, count: count)
            if wanted.contains(where: { $0.name.elementsEqual(bytes) }) { continue }
            // The security module labels every file; the label cannot be taken off.
            if bytes.elementsEqual("security.selinux".utf8) { continue }
            if call(.remove(name)) < 0, clinux_errno() != ENODATA {
                try excuse("remove the extended attribute", [UInt8](bytes), path())
            }
        }
    }

    /// Counts what this file system or user cannot do; anything else is a failure.
    private func excuse(_ operation: StaticString, _ name: [UInt8], _ path: String) throws {
        let number = clinux_errno()
        guard number == ENOTSUP || number == EPERM || number == EACCES else { throw TargetFailure(operation, number) }
        let text = "\(operation) \(String(decoding: name, as: UTF8.self)): \(String(cString: strerror(number)))"
        findings.recordAttributeFailure(path, "cannot " + text)
    }
}
