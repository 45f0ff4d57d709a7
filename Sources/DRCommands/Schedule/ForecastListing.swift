import DRCore
import DROperations
import DRPolicy
import DRRepository

/// How forecasts are shown.
struct ForecastListing {
    private let forecasts: [PlanForecast]
    private let start: Timestamp
    private let end: Timestamp

    init(_ forecasts: [PlanForecast], from start: Timestamp, to end: Timestamp) {
        self.forecasts = forecasts
        self.start = start
        self.end = end
    }

    private var runs: Int { forecasts.reduce(0) { $0 + $1.counts.values.reduce(0, +) } }

    /// What all plans add to the storage; nil when it is not known of one.
    private var growth: Int64? {
        forecasts.reduce(0 as Int64?) { sum, forecast in
            guard let sum, let growth = forecast.growth else { return nil }
            return sum + growth
        }
    }

    /// Shows the plans and what they come to.
    func show(_ context: CommandContext) throws {
        if context.isJSON {
            for forecast in forecasts { try context.output.object("plan") { write(forecast, to: &$0) } }
        } else if !forecasts.isEmpty {
            for line in table.lines { try context.output.line(checked: line) }
        }
        let grown = growth.map { "the storage grows by about \(Self.size($0)) before retention" }
        try context.summary(
            "\(runs) runs from \(LocalTime.text(start)) to \(LocalTime.text(end)); "
                + (grown ?? "no backups of every kind yet to tell the growth from")
        ) { json in
            json.key("from")
            json.time(start)
            json.key("to")
            json.time(end)
            json.key("runs")
            json.number(runs)
            if let growth {
                json.key("growth")
                json.number(Int(growth))
            }
        }
    }

    private var table: Table {
        var table = Table([
            ("Plan", .left), ("Runs", .left), ("Longest gap", .left), ("Backup takes", .right), ("At risk", .right),
            ("RPO", .left), ("Grows by", .right),
        ])
        for forecast in forecasts {
            let zone = forecast.plan.zone
            let gap = forecast.longestGap
            table.add([
                [forecast.plan.name],
                RunKind.allCases.compactMap { kind in forecast.counts[kind].map { "\($0) \(kind.rawValue)" } },
                gap.map { [Self.duration(Double($0.seconds)), "from " + ZoneTime.text($0.start, zone)] } ?? ["unknown"],
                [forecast.longestBackup.map(Self.duration) ?? "unknown"],
                [forecast.worstLoss.map(Self.duration) ?? "unknown"],
                Self.objective(forecast),
                [forecast.growth.map(Self.size) ?? "unknown"],
            ])
        }
        return table
    }

    private static func objective(_ forecast: PlanForecast) -> [String] {
        guard let rpo = forecast.plan.plan.objectives.rpo else { return ["none"] }
        let verdict = forecast.meetsRPO.map { $0 ? "kept" : "missed" } ?? "unknown"
        return [DurationText.format(rpo), verdict]
    }

    private static func size(_ bytes: Int64) -> String { ByteCount.format(UInt64(max(bytes, 0))) }

    private static func duration(_ seconds: Double) -> String {
        DurationText.format(.seconds(Int64(seconds.rounded(.up))))
    }

    private func write(_ forecast: PlanForecast, to json: inout JSONWriter) {
        json.key("plan")
        json.string(forecast.plan.name)
        json.key("runs")
        json.beginObject()
        for kind in RunKind.allCases {
            guard let count = forecast.counts[kind] else { continue }
            json.key(kind.rawValue)
            json.number(count)
        }
        json.endObject()
        if let gap = forecast.longestGap {
            json.key("longest_gap_seconds")
            json.number(Int(gap.seconds))
            json.key("longest_gap_from")
            json.time(gap.start)
        }
        if let seconds = forecast.longestBackup {
            json.key("longest_backup_seconds")
            json.number(Int(seconds.rounded(.up)))
        }
        if let seconds = forecast.worstLoss {
            json.key("worst_rpo_seconds")
            json.number(Int(seconds.rounded(.up)))
        }
        if let rpo = forecast.plan.plan.objectives.rpo {
            json.key("rpo_seconds")
            json.number(Int(rpo.components.seconds))
        }
        if let meets = forecast.meetsRPO {
            json.key("meets_rpo")
            json.bool(meets)
        }
        if let growth = forecast.growth {
            json.key("growth")
            json.number(Int(growth))
        }
    }
}
