/// How the write-ahead log of a cluster is kept.
package struct WALSettings: Hashable, Sendable {
    /// When more time than this lies between the newest change of the cluster and the repository, an alert is raised.
    package var maxLag = Duration.minutes(5)
    /// The physical replication slot of the receiver; nil without one.
    package var slot: String?
    /// How often the receiver stores the end of the log.
    package var tailInterval = Duration.seconds(10)
    /// How many bytes may wait to be archived before the alert is critical; nothing is dropped then.
    package var queueLimit: UInt64 = 8 << 30
    /// How long a base backup waits for the log that it needs, while none arrives.
    package var wait = Duration.minutes(10)
    /// Where the service of the log listens; nil for the usual place.
    package var socket: String?
}

extension WALSettings {
    static let table = SectionTable("How the write-ahead log is kept.", WALSettings()) { make in
        [
            make.key(
                "max_lag",
                \.maxLag,
                .duration(.seconds(1)...(.days(7))),
                "How old the newest change may be that the repository lacks; more raises an alert."
            ),
            make.key(
                "slot",
                \.slot,
                .slot,
                "The physical replication slot of dr wal receive; absent without a receiver."
            ),
            make.key(
                "tail_interval",
                \.tailInterval,
                .duration(.seconds(1)...(.hours(1))),
                "How often dr wal receive stores the end of the log."
            ),
            make.key(
                "queue_limit",
                \.queueLimit,
                .size((16 << 20)...(1 << 50)),
                "How much may wait in pg_wal before the alert is critical; nothing is dropped."
            ),
            make.key(
                "wait",
                \.wait,
                .duration(.seconds(1)...(.days(1))),
                "How long a base backup waits for the log it needs while none arrives, beside archive_timeout."
            ),
            make.key(
                "socket",
                \.socket,
                .absolutePath,
                "Where the service of dr wal push and get listens (default: /run/dr/ENVIRONMENT.PLAN.wal)."
            ),
        ]
    }
}

extension ValueFormat where Value == String {
    /// The name of a replication slot.
    fileprivate static var slot: ValueFormat {
        single(
            what: "the name of a replication slot",
            pattern: "^[a-z0-9_]{1,63}$",
            allowed: "up to 63 of a-z, 0-9 and _",
            write: { $0 },
            parse: { name in
                let isName = name.utf8.allSatisfy {
                    (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f
                }
                return isName && (1...63).contains(name.utf8.count) ? name : nil
            }
        )
    }
}
