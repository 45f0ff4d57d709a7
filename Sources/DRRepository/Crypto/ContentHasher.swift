import DRStorage

/// Hashes independent pieces of content two at a time; belongs to one thread.
package final class ContentHasher {
    private let first: SHA256Hasher
    private let second: SHA256Hasher

    /// What one of the two lanes hashes.
    private struct Job {
        /// The place among the pieces; nil for the part of a longer stream.
        var piece: Int?
        var rest: UnsafeRawBufferPointer
    }

    /// Makes a hasher.
    ///
    /// - Throws: `DRError` when the crypto library is needed and has no SHA-256.
    package init() throws {
        first = try SHA256Hasher()
        second = try SHA256Hasher()
    }

    /// The SHA-256 of each piece.
    ///
    /// - Parameters:
    ///   - stream: a hash that goes on beside them.
    ///   - part: the bytes that are added to it.
    package func hash(
        _ pieces: [UnsafeRawBufferPointer],
        beside stream: SHA256Hasher? = nil,
        part: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) -> [ObjectID] {
        var queue = pieces.enumerated().map { Job(piece: $0.offset, rest: $0.element) }
        if stream != nil { queue.append(Job(piece: nil, rest: part)) }
        // Taken from the end: the longest first, so that both lanes end at about the same time.
        queue.sort { $0.rest.count < $1.rest.count }
        var ids = [ObjectID?](repeating: nil, count: pieces.count)

        func begin(_ job: Job?, _ own: SHA256Hasher) -> (Job, SHA256Hasher)? {
            guard let job else { return nil }
            guard job.piece != nil else { return stream.map { (job, $0) } }
            own.begin()
            return (job, own)
        }
        func end(_ job: Job, _ hasher: SHA256Hasher) {
            if let piece = job.piece { ids[piece] = hasher.finish() }
        }

        var one = begin(queue.popLast(), first)
        var two = begin(queue.popLast(), second)
        while let (left, leftHasher) = one, let (right, rightHasher) = two {
            let common = min(left.rest.count, right.rest.count)
            SHA256Hasher.update(
                leftHasher,
                UnsafeRawBufferPointer(rebasing: left.rest[..<common]),
                rightHasher,
                UnsafeRawBufferPointer(rebasing: right.rest[..<common])
            )
            if left.rest.count == common {
                end(left, leftHasher)
                one = begin(queue.popLast(), first)
            } else {
                one?.0.rest = UnsafeRawBufferPointer(rebasing: left.rest[common...])
            }
            if right.rest.count == common {
                end(right, rightHasher)
                two = begin(queue.popLast(), second)
            } else {
                two?.0.rest = UnsafeRawBufferPointer(rebasing: right.rest[common...])
            }
        }
        if let (job, hasher) = one ?? two {
            hasher.update(job.rest)
            end(job, hasher)
        }
        return ids.compactMap { $0 }
    }
}
