import CLinux
import DRCore

/// Writes what a restored data directory needs to recover: `postgresql.auto.conf`, and the file that makes the server
/// recover at all.
///
/// Source: PostgreSQL, "Recovering Using a Continuous Archive Backup".
struct RecoverySettings {
    /// Settings of an earlier recovery: two targets together are an error.
    private static let replaced = [
        "restore_command", "recovery_target", "recovery_target_time", "recovery_target_lsn", "recovery_target_xid",
        "recovery_target_name", "recovery_target_timeline", "recovery_target_inclusive", "recovery_target_action",
        "archive_mode", "primary_conninfo", "primary_slot_name", "recovery_end_command", "archive_cleanup_command",
    ]

    let options: ClusterRestoreOptions
    let choice: RecoveryChoice

    /// The settings, as the server reads them.
    var lines: [String] {
        var settings: [(String, String)] = [("restore_command", options.restoreCommand)]
        settings += choice.target.settings
        // With "immediate" the server would look for newer timelines all the same, and could fail on one.
        settings.append(
            ("recovery_target_timeline", choice.target == .consistent ? "current" : String(choice.reach.timeline))
        )
        if options.isStandby {
            settings.removeAll { $0.0 == "recovery_target_timeline" }
            settings.append(("recovery_target_timeline", "latest"))
        } else if choice.target != .latest {
            settings.append(("recovery_target_action", options.action.rawValue))
            if options.isExclusive { settings.append(("recovery_target_inclusive", "off")) }
        }
        if !options.keepsArchiving { settings.append(("archive_mode", "off")) }
        return settings.map { "\($0.0) = '\(Self.quoted($0.1))'" }
    }

    /// A value between single quotes in a configuration file.
    static func quoted(_ value: String) -> String {
        value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            .split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
    }

    /// Writes the files into a data directory.
    func write(owner: (uid: uid_t, gid: gid_t)) throws {
        let path = options.target + "/postgresql.auto.conf"
        let old = String(decoding: try FileBytes.read(path, limit: 16 << 20) ?? [], as: UTF8.self)
        var text: [String] = []
        for line in old.split(separator: "\n", omittingEmptySubsequences: false) {
            let name = line.prefix { $0 != "=" && $0 != " " && $0 != "\t" }.lowercased()
            text.append(Self.replaced.contains(name) ? "# before this restore: " + line : String(line))
        }
        while text.last?.isEmpty ?? false { text.removeLast() }
        text.append("# Set by dr for a recovery to \(choice.target.description)")
        text += lines
        try put(path, Array((text.joined(separator: "\n") + "\n").utf8), owner)
        for name in ["recovery.signal", "standby.signal"] { unlink(options.target + "/" + name) }
        try put(options.target + (options.isStandby ? "/standby.signal" : "/recovery.signal"), [], owner)
    }

    private func put(_ path: String, _ bytes: [UInt8], _ owner: (uid: uid_t, gid: gid_t)) throws {
        try FileBytes.replace(path, with: bytes, mode: 0o600)
        if geteuid() == 0, chown(path, owner.uid, owner.gid) != 0 {
            throw DRError.system("set the owner of", path, errno: clinux_errno())
        }
    }
}
