import Synchronization

/// A set of blobs by their numbers in the index: one bit a blob.
///
/// Several threads may insert at once.
package final class BlobSet: @unchecked Sendable {
    // The words change atomically; `grow` asks its caller to be alone.
    private var words: UnsafeMutablePointer<Atomic<UInt64>>
    private var wordCount: Int

    /// Makes an empty set for numbers below `capacity`.
    package init(capacity: Int) {
        wordCount = (capacity + 63) / 64
        words = .allocate(capacity: max(wordCount, 1))
        for word in 0..<wordCount { (words + word).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deinitialize(count: wordCount)
        words.deallocate()
    }

    /// Adds a number; false when it was there.
    @discardableResult
    package func insert(_ number: Int) -> Bool {
        let bit: UInt64 = 1 << UInt64(number & 63)
        return words[number >> 6].bitwiseOr(bit, ordering: .relaxed).oldValue & bit == 0
    }

    /// Whether a number was added.
    package func contains(_ number: Int) -> Bool {
        guard number >> 6 < wordCount else { return false }
        return words[number >> 6].load(ordering: .relaxed) & (1 << UInt64(number & 63)) != 0
    }

    /// The numbers that were added.
    package var count: Int {
        (0..<wordCount).reduce(0) { $0 + words[$1].load(ordering: .relaxed).nonzeroBitCount }
    }

    /// Makes room for numbers below `capacity`; no other thread may use the set meanwhile.
    package func grow(to capacity: Int) {
        let needed = (capacity + 63) / 64
        guard needed > wordCount else { return }
        let fresh = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: needed)
        for word in 0..<needed {
            (fresh + word).initialize(to: Atomic(word < wordCount ? words[word].load(ordering: .relaxed) : 0))
        }
        words.deinitialize(count: wordCount)
        words.deallocate()
        words = fresh
        wordCount = needed
    }
}
