import DRCore
import DRStorage

/// Names of snapshots that people can read: `backup-20240125-143022`, the time of the backup in UTC.
///
/// Where two snapshots are of the same second, the start of the id is added: `backup-20240125-143022-1a2b3c4d`.
package struct SnapshotName: Sendable, Equatable {
    private static let prefix = "backup-"

    /// The second of the backup, since 1970 in UTC.
    package let second: Int64
    /// The first hexadecimal digits of the id, lowercase; empty when the time is enough.
    package let idPrefix: String

    /// Reads a name; nil when `text` is not one.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3,
            let date = Self.numbers(parts[0], widths: [4, 2, 2]), let clock = Self.numbers(parts[1], widths: [2, 2, 2])
        else { return nil }
        let civil = CivilTime(
            year: date[0],
            month: date[1],
            day: date[2],
            hour: clock[0],
            minute: clock[1],
            second: clock[2]
        )
        guard CivilTime(utcSeconds: civil.utcSeconds) == civil else { return nil }
        second = civil.utcSeconds
        guard parts.count == 3 else {
            idPrefix = ""
            return
        }
        guard !parts[2].isEmpty, parts[2].utf8.allSatisfy({ Hex.value($0) != nil }) else { return nil }
        idPrefix = parts[2].lowercased()
    }

    /// Whether `snapshot` goes by this name.
    package func matches(_ snapshot: Snapshot) -> Bool {
        snapshot.time.seconds == second && (idPrefix.isEmpty || snapshot.id?.hex.hasPrefix(idPrefix) == true)
    }

    /// The name that an instant gives.
    package static func text(of instant: Timestamp) -> String {
        let civil = CivilTime(utcSeconds: instant.seconds)
        return String(unsafeUninitializedCapacity: prefix.utf8.count + 15) { space in
            var end = space.initialize(fromContentsOf: prefix.utf8)
            func write(_ number: Int, width: Int) {
                var rest = number
                for place in (end..<end + width).reversed() {
                    space.initializeElement(at: place, to: UInt8(ascii: "0") + UInt8(rest % 10))
                    rest /= 10
                }
                end += width
            }
            write(min(max(civil.year, 0), 9999), width: 4)
            write(civil.month, width: 2)
            write(civil.day, width: 2)
            space.initializeElement(at: end, to: UInt8(ascii: "-"))
            end += 1
            write(civil.hour, width: 2)
            write(civil.minute, width: 2)
            write(civil.second, width: 2)
            return end
        }
    }

    /// The names of all snapshots of a repository in their order, each told apart from the others.
    package static func texts(of snapshots: [Snapshot]) -> [String] {
        texts(of: snapshots.map(\.time)) { snapshots[$0].id }
    }

    /// The same for snapshots as their repository lists them.
    package static func texts(of snapshots: [StoredSnapshot]) -> [String] {
        texts(of: snapshots.map(\.snapshot.time)) { snapshots[$0].id }
    }

    private static func texts(of times: [Timestamp], id: (Int) -> ObjectID?) -> [String] {
        var owners: [Int64: Int] = [:]
        owners.reserveCapacity(times.count)
        for time in times { owners[time.seconds, default: 0] += 1 }
        return times.enumerated().map { place, time in
            let text = text(of: time)
            guard let id = id(place), owners[time.seconds, default: 0] > 1 else { return text }
            return text + "-" + id.short
        }
    }

    private static func numbers(_ text: Substring, widths: [Int]) -> [Int]? {
        let digits = Array(text.utf8)
        guard digits.count == widths.reduce(0, +) else { return nil }
        var numbers: [Int] = []
        var index = 0
        for width in widths {
            var value = 0
            for digit in digits[index..<index + width] {
                guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int(digit - UInt8(ascii: "0"))
            }
            numbers.append(value)
            index += width
        }
        return numbers
    }
}
