import DRCore

/// A moment that a cluster is restored to: `latest`, an RFC 3339 time, `before transaction NUMBER`, or `none`, when it need not
/// be restored.
struct RestoreMoment: Hashable {
    /// As it is written in scenarios and reports.
    let text: String
    /// The options of `dr restore`.
    let options: [String]

    /// Nothing is damaged.
    static let none = "none"
    private static let mark = "before transaction "

    /// Reads a moment.
    ///
    /// - Throws: `DRError` for anything else.
    init(_ text: String) throws {
        self.text = text
        if text == Self.none {
            options = []
        } else if text == "latest" {
            options = ["--latest"]
        } else if text.hasPrefix(Self.mark), let number = UInt64(text.dropFirst(Self.mark.count)) {
            options = ["--xid", String(number), "--exclusive"]
        } else {
            guard RFC3339.parse(text) != nil else {
                throw DRError(.configurationInvalid, "this is neither a moment (RFC 3339) nor latest", object: text)
            }
            options = ["--at", text]
        }
    }

    /// Just before a transaction took effect.
    init(before transaction: UInt64) {
        text = Self.mark + String(transaction)
        options = ["--xid", String(transaction), "--exclusive"]
    }
}
