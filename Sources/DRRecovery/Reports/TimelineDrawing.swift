import DRPolicy

/// The time from the fault to the end of the recovery as a bar of SVG, a part for each phase, and its moments below.
struct TimelineDrawing {
    private let timeline: DrillTimeline

    init(_ timeline: DrillTimeline) {
        self.timeline = timeline
    }

    private static let width = 1000.0

    /// The SVG; nil when there is no recovery to draw.
    var text: String? {
        guard let fault = timeline.fault, let delivered = timeline.delivered, delivered > fault else { return nil }
        let whole = Double(delivered - fault)
        var x = 0.0
        var parts: [String] = []
        for (index, part) in timeline.breakdown.enumerated() where part.nanoseconds > 0 {
            let width = Double(part.nanoseconds) / whole * Self.width
            let label = "\(part.phase.rawValue) \(SecondsText.format(part.nanoseconds))"
            parts.append(
                "<rect class=\"p\(index)\" x=\"\(number(x))\" y=\"10\" width=\"\(number(width))\" height=\"44\">"
                    + "<title>\(label)</title></rect>"
            )
            // A text that does not fit would lie over its neighbour; the legend names every part.
            if width > Double(label.count) * 9 {
                parts.append("<text class=\"in\" x=\"\(number(x + width / 2))\" y=\"38\">\(label)</text>")
            }
            x += width
        }
        for (name, at) in timeline.moments {
            guard let at, at >= fault, at <= delivered else { continue }
            let place = number(Double(at - fault) / whole * Self.width)
            parts.append(
                "<line x1=\"\(place)\" y1=\"4\" x2=\"\(place)\" y2=\"60\"><title>\(name) \(SecondsText.format(at - fault))"
                    + "</title></line>"
            )
        }
        return "<svg viewBox=\"-4 0 1008 90\" role=\"img\" aria-label=\"Recovery time by parts\">"
            + parts.joined() + "<text x=\"0\" y=\"82\">0</text><text x=\"1000\" y=\"82\" text-anchor=\"end\">"
            + "\(SecondsText.format(delivered - fault))</text></svg>"
    }

    /// A number with one digit after the point.
    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}
