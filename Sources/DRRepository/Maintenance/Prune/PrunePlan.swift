import DRCore
import DRStorage

/// What becomes of every pack in the index.
struct PrunePlan: Sendable {
    enum Fate: Sendable {
        case keep
        /// Its needed blobs are copied to new packs, then it goes.
        case repack
        case remove
    }

    /// By the packs' places in the index.
    private(set) var fates: [Fate]

    /// Small packs of one type are merged when there are as many.
    private static let smallCount = 10

    /// Decides.
    ///
    /// - Parameters:
    ///   - packs: the names of the packs, by their places in the index.
    ///   - sizes: the packs in the storage.
    /// - Throws: `DRError` (integrity) when a needed pack is missing or of a wrong size.
    init(
        _ survey: PackSurvey,
        packs: [ObjectID],
        sizes: [ObjectID: Int],
        version: Int,
        options: PruneOptions
    ) throws {
        let uses = survey.uses
        fates = Array(repeating: .keep, count: uses.count)
        var required: [Int] = []
        var partlyUsed: [Int] = []
        for (pack, use) in uses.enumerated() {
            guard use.usedBlobs > 0 else {
                fates[pack] = .remove
                continue
            }
            try Self.check(packs[pack], size: sizes[packs[pack]], expected: use.fileSize)
            if use.isMixed && version >= 2 || version >= 2 && use.hasPlainTrees {
                required.append(pack)
            } else if use.unusedBytes > 0 {
                partlyUsed.append(pack)
            }
        }
        var budget = options.maxRepackSize ?? .max
        for pack in required { repack(pack, uses[pack], &budget) }
        chooseUnused(partlyUsed, uses, options.maxUnused.bytes(beside: survey.used.bytes), &budget)
        chooseSmall(uses, options.packSize, &budget)
    }

    private static func check(_ pack: ObjectID, size: Int?, expected: Int) throws {
        guard size != expected else { return }
        throw DRError(
            .integrity,
            size.map { "a pack that is needed has \($0) bytes, where the index says \(expected)" }
                ?? "a pack that is needed is missing",
            object: ObjectName(.pack, pack).description,
            hint: "nothing was changed; 'dr verify' names all that is damaged"
        )
    }

    @discardableResult
    private mutating func repack(_ pack: Int, _ use: PackUse, _ budget: inout UInt64) -> Bool {
        guard UInt64(use.fileSize) <= budget else { return false }
        budget -= UInt64(use.fileSize)
        fates[pack] = .repack
        return true
    }

    /// Directories first, as they are small and read often; then what frees most for its cost, until the limit holds.
    private mutating func chooseUnused(
        _ candidates: [Int],
        _ uses: [PackUse],
        _ limit: UInt64,
        _ budget: inout UInt64
    ) {
        guard limit != .max else { return }
        func share(_ pack: Int) -> Double { Double(uses[pack].unusedBytes) / Double(max(uses[pack].usedBytes, 1)) }
        let order = candidates.sorted { left, right in
            if uses[left].hasTrees != uses[right].hasTrees { return uses[left].hasTrees }
            return share(left) > share(right)
        }
        var unused = candidates.reduce(0) { $0 + UInt64(uses[$1].unusedBytes) }
        for pack in order where uses[pack].hasTrees || unused > limit {
            if repack(pack, uses[pack], &budget) { unused -= UInt64(uses[pack].unusedBytes) }
        }
    }

    private mutating func chooseSmall(_ uses: [PackUse], _ packSize: Int, _ budget: inout UInt64) {
        for isTree in [true, false] {
            // Far below the size that a writer fills packs to, so that a merged pack is not small again.
            let limit = isTree ? packSize / 16 : packSize / 4
            let small = uses.indices.filter { pack in
                fates[pack] == .keep && uses[pack].hasTrees == isTree && uses[pack].fileSize < limit
            }
            guard small.count >= Self.smallCount else { continue }
            for pack in small { repack(pack, uses[pack], &budget) }
        }
    }
}
