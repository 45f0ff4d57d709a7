import DRCore
import DRPolicy
import DRRepository

/// Which part of a repository a verification reads, so that after some of them every byte was read.
struct VerifyRotation: Equatable {
    /// The part, from 1.
    var part: Int
    /// How many parts there are.
    var parts: Int
    /// When the first part of this round was begun.
    var started: Timestamp

    /// The most parts that the choice of packs can make.
    static let limit = 256

    /// The packs to read.
    var selection: ReadDataSelection { parts == 1 ? .all : .part(number: part, count: parts) }

    /// Whether a round ends with this part.
    var isLast: Bool { part == parts }

    /// So many parts that a round ends within a time, with a tenth of it left for runs that fail.
    static func parts(_ calendar: RunCalendar, within seconds: Int64, from now: Timestamp) -> Int {
        // From one run to the next of the same part, whatever the time between now and the first of them.
        let first = calendar.rules[.verify]?.previous(atOrBefore: now, zone: calendar.zone) ?? now
        let start = Timestamp(seconds: first.seconds + 1)
        let end = Timestamp(seconds: start.seconds + seconds * 9 / 10)
        let count = calendar.plannedRuns([.verify], from: start, to: end).prefix(limit).reduce(0) { sum, _ in sum + 1 }
        return max(count, 1)
    }

    /// What follows a part that was read and found whole; another number of parts begins a new round.
    static func next(after last: VerifyRotation?, parts: Int, now: Timestamp) -> VerifyRotation {
        guard let last, last.parts == parts, !last.isLast else {
            return VerifyRotation(part: 1, parts: parts, started: now)
        }
        return VerifyRotation(part: last.part + 1, parts: parts, started: last.started)
    }
}

extension VerifyRotation {
    /// Reads the place from the details of a run; nil when they do not tell.
    init?(details: String) {
        let bytes = ByteBuffer(details.utf8)
        var reader = JSONReader(bytes.bytes)
        var part: Int?
        var parts: Int?
        var started: Timestamp?
        do {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "part": part = try reader.integer()
                case "parts": parts = try reader.integer()
                case "round_started": started = RFC3339.parse(try reader.string().string)
                default: try reader.skipValue()
                }
            }
        } catch {
            // Details of another form begin a new round.
            return nil
        }
        guard let part, let parts, let started, (1...Self.limit).contains(parts), (1...parts).contains(part) else {
            return nil
        }
        self.init(part: part, parts: parts, started: started)
    }

    /// Adds the place to the details of a run.
    func write(to json: inout JSONWriter) {
        json.key("part")
        json.number(part)
        json.key("parts")
        json.number(parts)
        json.key("round_started")
        json.time(started)
    }
}
