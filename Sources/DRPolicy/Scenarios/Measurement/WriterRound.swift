/// One look at all nodes: which of them took writes.
package struct WriterRound: Hashable, Sendable {
    /// When, in nanoseconds since the drill began.
    package let at: Int64
    /// The nodes that took writes.
    package let takers: [String]

    /// Takes what was seen.
    package init(at: Int64, takers: [String]) {
        self.at = at
        self.takers = takers
    }

    /// The looks that saw more than one node take writes, among those at or after a moment.
    package static func violations(_ rounds: [WriterRound], from moment: Int64) -> [WriterRound] {
        rounds.filter { $0.at >= moment && $0.takers.count > 1 }
    }
}
