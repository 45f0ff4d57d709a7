import DRCore
import DRPolicy
import Foundation

/// A file of `Golden`: a zone, and when rules run in one of its years (`tools/calendar-golden`).
struct GoldenCalendar {
    let zone: TimeZoneRules
    /// The same zone with its changes written out instead of a rule at the end.
    let writtenOut: TimeZoneRules
    let year: Int
    var offsets: [(seconds: Int64, east: Int32)] = []
    var rules: [(text: String, occurrences: [Timestamp])] = []

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static let names = [
        "UTC-2026", "Etc-GMT+5-2028", "Europe-Berlin-2026", "America-New_York-2026", "America-New_York-2045",
        "Australia-Lord_Howe-2026", "Australia-Lord_Howe-2051", "Asia-Kathmandu-2026", "Asia-Kathmandu-1986",
        "Pacific-Apia-2011", "Africa-Casablanca-2026", "America-St_Johns-2006", "Asia-Beirut-2026",
        "Europe-Dublin-2040", "America-Sao_Paulo-2018", "Antarctica-Troll-2026",
    ]

    var start: Timestamp { Timestamp(seconds: CivilTime(year: year, month: 1, day: 1).utcSeconds) }
    var end: Timestamp { Timestamp(seconds: CivilTime(year: year + 1, month: 1, day: 1).utcSeconds) }

    init(named name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name + ".txt"), encoding: .utf8)
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let (key, value) = try Self.cut(line, at: " ")
            switch key {
            case "offset":
                let (seconds, east) = try Self.cut(value, at: " ")
                offsets.append((Int64(seconds) ?? .min, Int32(east) ?? .min))
            case "rule":
                let parts = value.components(separatedBy: " | ")
                rules.append((parts[0], Self.instants(first: parts[1], gaps: parts[2])))
            default: fields[String(key)] = String(value)
            }
        }
        let zoneName = fields["zone"] ?? name
        year = Int(fields["year"] ?? "") ?? 0
        zone = try TimeZoneRules(name: zoneName, base64: fields["tzif"] ?? "")
        writtenOut = try TimeZoneRules(name: zoneName, base64: fields["fat"] ?? "")
    }

    /// The bytes of the zone's file.
    static func bytes(of name: String) throws -> [UInt8] {
        let text = try String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("tzif ") } ?? ""
        return [UInt8](Data(base64Encoded: String(line.dropFirst(5))) ?? Data())
    }

    private static func instants(first: String, gaps: String) -> [Timestamp] {
        guard var last = RFC3339.parse(first) else { return [] }
        var instants = [last]
        for run in gaps.split(separator: " ") {
            let numbers = run.split(separator: "x").compactMap { Int64($0) }
            for _ in 0..<numbers[1] {
                last.seconds += numbers[0] * 60
                instants.append(last)
            }
        }
        return instants
    }

    private static func cut(_ text: Substring, at separator: Character) throws -> (Substring, Substring) {
        guard let place = text.firstIndex(of: separator) else {
            throw DRError(.failed, "not a line of a golden file", object: String(text))
        }
        return (text[..<place], text[text.index(after: place)...])
    }
}

extension TimeZoneRules {
    init(name: String, base64: String) throws {
        let data = Data(base64Encoded: base64) ?? Data()
        let bytes = [UInt8](data)
        self = try bytes.withUnsafeBytes { try TimeZoneRules(name: name, tzif: $0) }
    }
}
