import CLinux
import DRCore

/// The drills of this machine: a directory for each, the locks of services, and the stop lever.
package struct DrillStore: Sendable {
    /// The directory of all drills.
    package let path: String

    /// Takes the state directory of an environment.
    package init(stateDirectory: String) {
        path = stateDirectory + "/drills"
    }

    /// The directory of a drill.
    package func directory(_ id: String) -> String { path + "/" + id }

    /// The journal of a drill.
    package func journal(_ id: String) -> String { directory(id) + "/journal.jsonl" }

    /// Makes the directory of a new drill.
    ///
    /// - Throws: `DRError` when it cannot be made.
    package func create(_ id: String) throws {
        try FileTree.makeParent(of: directory(id))
        guard mkdir(directory(id), 0o700) == 0 else {
            throw DRError.system("make the directory of the drill", directory(id), errno: clinux_errno())
        }
    }

    /// The names of all drills, the oldest first: their names hold the time at which they began.
    ///
    /// - Throws: `DRError` when the directory cannot be read.
    package func ids() throws -> [String] {
        guard FileBytes.isDirectory(path) else { return [] }
        return try FileBytes.names(in: path).filter { access(journal($0), F_OK) == 0 }
            .sorted { Self.time($0) < Self.time($1) }
    }

    /// The drill of a name, or of a unique beginning of it, or `latest`.
    ///
    /// - Throws: `DRError` when there is none, or more than one.
    package func find(_ name: String) throws -> String {
        let all = try ids()
        if name == "latest", let last = all.last { return last }
        let fitting = all.contains(name) ? [name] : all.filter { $0.hasPrefix(name) }
        guard let found = fitting.first, fitting.count == 1, !name.isEmpty else {
            throw DRError(
                .usage,
                fitting.isEmpty ? "there is no drill of this name" : "several drills begin like this",
                object: name,
                hint: fitting.isEmpty ? "list them with dr drill list" : fitting.joined(separator: ", ")
            )
        }
        return found
    }

    /// A name for a drill that begins now: `datacenter-outage-20261121-131500-3fa9`.
    ///
    /// The last digits are the fraction of the second, so that names in their order are drills in theirs.
    package static func id(scenario: String, at time: Timestamp) -> String {
        let fraction = UInt16(truncatingIfNeeded: Int64(time.nanoseconds) << 16 / 1_000_000_000)
        let civil = CivilTime(utcSeconds: time.seconds)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(scenario)-\(civil.year)\(two(civil.month))\(two(civil.day))-"
            + "\(two(civil.hour))\(two(civil.minute))\(two(civil.second))-"
            + Hex.encode([UInt8(fraction >> 8), UInt8(fraction & 0xFF)])
    }

    private static func time(_ id: String) -> Substring { id.suffix("20261121-131500-3fa9".count) }

    /// When the drill of a name began, to the second; nil when the name does not tell.
    static func began(_ id: String) -> Timestamp? {
        let digits = time(id).filter(\.isNumber).prefix(14).compactMap(\.wholeNumberValue)
        guard digits.count == 14 else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let civil = CivilTime(
            year: number(0..<4),
            month: number(4..<6),
            day: number(6..<8),
            hour: number(8..<10),
            minute: number(10..<12),
            second: number(12..<14)
        )
        guard CivilTime(utcSeconds: civil.utcSeconds) == civil else { return nil }
        return Timestamp(seconds: civil.utcSeconds)
    }

    /// The scenario that a name of a drill begins with.
    static func scenario(of id: String) -> String { String(id.dropLast("-20261121-131500-3fa9".count)) }

    // MARK: The stop lever

    /// The file that stops all drills while it is there.
    package var lever: String { path + "/stop" }

    /// Whether all drills are stopped.
    package var isStopped: Bool { access(lever, F_OK) == 0 }

    /// Stops all drills, and keeps new ones from beginning.
    ///
    /// - Throws: `DRError` when the file cannot be written.
    package func stopAll(_ reason: String) throws {
        try FileTree.makeParent(of: lever)
        try FileBytes.replace(lever, with: Array((reason + "\n").utf8), mode: 0o644)
    }

    /// Lets drills begin again.
    ///
    /// - Throws: `DRError` when the file cannot be removed.
    package func release() throws {
        guard unlink(lever) != 0 else { return }
        let number = clinux_errno()
        if number != ENOENT { throw DRError.system("remove", lever, errno: number) }
    }

    // MARK: One drill at a time

    /// Keeps other drills away from a service until the lock is let go of.
    ///
    /// - Throws: `DRError` with code `locked` when a drill of this service runs.
    package func lock(service: String) throws -> ServiceLock {
        let file = path + "/lock-" + service
        try FileTree.makeParent(of: file)
        return try ServiceLock(file, service)
    }
}
