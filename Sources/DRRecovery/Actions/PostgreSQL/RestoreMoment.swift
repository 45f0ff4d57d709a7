import DRCore
import DRWorkloads

/// A moment that a cluster is restored to: `latest`, an RFC 3339 time, `before POSITION` of the log, or `none`, when it need not
/// be restored.
struct RestoreMoment: Hashable {
    /// As it is written in scenarios and reports.
    let text: String
    /// The options of `dr restore`.
    let options: [String]

    /// Nothing is damaged.
    static let none = "none"
    private static let mark = "before "

    /// Reads a moment.
    ///
    /// - Throws: `DRError` for anything else.
    init(_ text: String) throws {
        if text == Self.none {
            self.init(text, [])
        } else if text == "latest" {
            self.init(text, ["--latest"])
        } else if text.hasPrefix(Self.mark), let position = LogSequenceNumber(text.dropFirst(Self.mark.count)) {
            self.init(before: position)
        } else {
            guard RFC3339.parse(text) != nil else {
                throw DRError(.configurationInvalid, "this is neither a moment (RFC 3339) nor latest", object: text)
            }
            self.init(text, ["--at", text])
        }
    }

    /// Just before a record of the log took effect.
    ///
    /// A position chooses its base backup by itself, a transaction does not.
    init(before position: LogSequenceNumber) {
        self.init(Self.mark + position.description, ["--lsn", position.description, "--exclusive"])
    }

    private init(_ text: String, _ options: [String]) {
        self.text = text
        self.options = options
    }
}
