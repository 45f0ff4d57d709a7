import DRCore
import DRStorage

/// Which packs verify reads completely.
package enum ReadDataSelection: Sendable, Equatable {
    case none
    case all
    /// The part `number` of `count` by the first byte of the pack's id, so that `count` runs cover all packs.
    case part(number: Int, count: Int)
    /// A random share of the packs, above 0 up to 100.
    case percent(Double)
    /// Random packs of about so many bytes.
    case bytes(UInt64)

    /// Reads the value of `--read-data-subset`: `n/t` (t up to 256), `x%` or a size such as `500M`.
    ///
    /// - Throws: `DRError` (usage).
    package init(parsing text: String) throws {
        let failure = DRError(
            .usage,
            "not a part of the data",
            object: text,
            hint: "use n/t such as 1/7 (t up to 256), a share such as 2.5%, or a size such as 500M"
        )
        if let slash = text.firstIndex(of: "/") {
            guard let number = Int(text[..<slash]), let count = Int(text[text.index(after: slash)...]),
                (1...256).contains(count), (1...count).contains(number)
            else { throw failure }
            self = .part(number: number, count: count)
        } else if text.hasSuffix("%") {
            guard let share = Double(text.dropLast()), share > 0, share <= 100 else { throw failure }
            self = .percent(share)
        } else {
            guard let bytes = ByteCount.parse(text), bytes > 0 else { throw failure }
            self = .bytes(bytes)
        }
    }

    /// The packs to read; the same generator chooses the same ones.
    func choose(
        from packs: [(id: ObjectID, size: Int)],
        using generator: inout some RandomNumberGenerator
    ) -> Set<ObjectID> {
        switch self {
        case .none:
            return []
        case .all:
            return Set(packs.map(\.id))
        case .part(let number, let count):
            return Set(packs.map(\.id).filter { Int($0.prefix >> 56) % count == number - 1 })
        case .percent(let share):
            let wanted = max(Int(Double(packs.count) * share / 100), 1)
            return Set(packs.sorted { $0.id < $1.id }.shuffled(using: &generator).prefix(wanted).map(\.id))
        case .bytes(let limit):
            var rest = limit
            var chosen: Set<ObjectID> = []
            for pack in packs.sorted(by: { $0.id < $1.id }).shuffled(using: &generator) where rest > 0 {
                chosen.insert(pack.id)
                rest -= min(UInt64(pack.size), rest)
            }
            return chosen
        }
    }
}
