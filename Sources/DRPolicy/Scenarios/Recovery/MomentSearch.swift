/// Finds the transaction that did damage among many, with few tries: each try costs a restore.
///
/// State `n` is what the first `n` transactions leave. All states before the damage are sound and all after it are not.
package enum MomentSearch {
    /// So often the transaction that wrote most is taken for the one that did it; then halves are tried.
    private static let guesses = 3

    /// The newest sound state.
    ///
    /// - Parameters:
    ///   - records: how much each transaction wrote, in their order; the state after the last one is known not to be sound.
    ///   - isSound: tries a state.
    /// - Returns: nil when not even the state before the first is sound.
    package static func newestSound(_ records: [Int], isSound: (Int) throws -> Bool) rethrows -> Int? {
        var low: Int?
        var high = records.count
        for _ in 0..<guesses {
            let range = (low ?? 0)..<high
            // Of equals the last one: damage is noticed soon.
            guard let guess = range.reversed().max(by: { records[$0] < records[$1] }) else { break }
            guard guess != low else {
                guard guess + 1 < high, try isSound(guess + 1) else { return guess }
                low = guess + 1
                continue
            }
            guard try isSound(guess) else {
                high = guess
                continue
            }
            guard guess + 1 < high, try isSound(guess + 1) else { return guess }
            low = guess + 1
        }
        if low == nil {
            guard high > 0, try isSound(0) else { return nil }
            low = 0
        }
        guard var sound = low else { return nil }
        while sound + 1 < high {
            let middle = sound + (high - sound) / 2
            if try isSound(middle) { sound = middle } else { high = middle }
        }
        return sound
    }
}
