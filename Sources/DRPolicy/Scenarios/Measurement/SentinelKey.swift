/// Names a write of a sentinel.
package struct SentinelKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The writer, from 1.
    package let writer: Int
    /// Its write, from 1.
    package let sequence: Int

    /// Names a write.
    package init(writer: Int, sequence: Int) {
        self.writer = writer
        self.sequence = sequence
    }

    /// Such as `1 42`, which is also the line that a service gives back.
    package var description: String { "\(writer) \(sequence)" }

    /// Reads a line that a service gives back; nil for anything else.
    package init?(line: some StringProtocol) {
        let words = line.split(separator: " ")
        guard words.count == 2, let writer = Int(words[0]), let sequence = Int(words[1]), writer > 0, sequence > 0
        else { return nil }
        self.init(writer: writer, sequence: sequence)
    }

    package static func < (left: SentinelKey, right: SentinelKey) -> Bool {
        (left.writer, left.sequence) < (right.writer, right.sequence)
    }
}
