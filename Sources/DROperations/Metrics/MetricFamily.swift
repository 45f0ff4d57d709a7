/// A metric with all its samples, as Prometheus has it: a name, what it means, and values by labels.
package struct MetricFamily: Sendable, Equatable {
    /// A value under labels.
    package struct Sample: Sendable, Equatable {
        /// The labels in their order.
        package var labels: [(name: String, value: String)]
        /// The value.
        package var value: Double

        package static func == (left: Sample, right: Sample) -> Bool {
            left.value == right.value && left.labels.elementsEqual(right.labels) { $0 == $1 }
        }
    }

    /// The name.
    package let name: String
    /// What it means.
    package let help: String
    /// The samples.
    package internal(set) var samples: [Sample] = []

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// Adds a value; none without one.
    mutating func add(_ value: Double?, _ labels: (name: String, value: String)...) {
        guard let value else { return }
        samples.append(Sample(labels: labels, value: value))
    }

    /// The text form of Prometheus, with a line break at the end; empty without samples.
    package var text: String {
        guard !samples.isEmpty else { return "" }
        var lines = "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
        lines += "# TYPE \(name) gauge\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            lines += name + (labels.isEmpty ? "" : "{\(labels)}") + " \(Self.number(sample.value))\n"
        }
        return lines
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// A number that every reader takes; whole ones without a fraction.
    package static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
