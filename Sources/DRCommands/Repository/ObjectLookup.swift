import DRCore
import DRStorage

/// Finds an object by its id or a unique start of it.
enum ObjectLookup {
    /// The id of the one object of a kind whose name begins with `text`.
    ///
    /// - Throws: `DRError` when there is none or more than one.
    static func resolve(_ text: String, _ kind: ObjectKind, in storage: any Backend) throws -> ObjectID {
        if let id = ObjectID(hex: text) { return id }
        let prefix = text.lowercased()
        var found: [ObjectID] = []
        if !prefix.isEmpty {
            try storage.list(kind) { id, _ in
                if id.hex.hasPrefix(prefix) { found.append(id) }
            }
        }
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            throw DRError(
                .failed,
                "more than one \(kind.noun) begins so",
                object: text,
                hint: found.sorted().prefix(4).map { String($0.hex.prefix(16)) }.joined(separator: ", ")
            )
        }
        throw DRError(.failed, "there is no such \(kind.noun)", object: text, hint: hint(kind))
    }

    private static func hint(_ kind: ObjectKind) -> String? {
        switch kind {
        case .snapshot: "dr snapshots"
        case .key: "dr key list"
        default: nil
        }
    }
}
