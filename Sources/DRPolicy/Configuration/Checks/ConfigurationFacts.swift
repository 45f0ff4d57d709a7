import DRCore

/// What the caller finds on the machine; the checks themselves read nothing.
package struct ConfigurationFacts: Sendable {
    /// The user that `dr` runs as, by number.
    package var user: UInt32
    /// The state of a file that holds a secret.
    package var secretFile: @Sendable (_ path: String) -> SecretFile
    /// The zones of the machine; without them neither zones nor schedules are checked, which saves time at a start.
    package var zones: TimeZoneDatabase?
    /// The year from here on is looked at for the longest time without a backup.
    package var now: Timestamp

    /// Whether exclude patterns leave a path out, as backups match them; throws for a malformed one.
    package var leavesOut: @Sendable (_ patterns: [String], _ path: String) throws -> Bool

    /// What is known of a file.
    package enum SecretFile: Hashable, Sendable {
        /// Nobody looked.
        case unknown
        /// There is none.
        case missing
        /// It is there, with these permissions and the owner by number.
        case present(mode: UInt32, owner: UInt32)
    }

    /// Takes what the caller found; without arguments nothing is known.
    package init(
        user: UInt32 = 0,
        zones: TimeZoneDatabase? = nil,
        now: Timestamp = Timestamp(seconds: 0),
        secretFile: @escaping @Sendable (String) -> SecretFile = { _ in .unknown },
        leavesOut: @escaping @Sendable ([String], String) throws -> Bool = { _, _ in false }
    ) {
        self.user = user
        self.secretFile = secretFile
        self.leavesOut = leavesOut
        self.zones = zones
        self.now = now
    }
}
