/// A hold on snapshots for a legal reason; it names a snapshot or a tag.
package struct LegalHold: Hashable, Sendable {
    /// The snapshot, by id or name.
    package var snapshot: String?
    /// The tag that all snapshots under the hold bear.
    package var tag: String?
    /// Why, for the audit.
    package var reason = ""

    /// What a configuration that says nothing has.
    package init() {}
}

extension LegalHold {
    static let table = SectionTable(
        "A hold on snapshots for a legal reason.",
        LegalHold(),
        exactlyOne: ["snapshot", "tag"]
    ) { make in
        [
            make.key("snapshot", \.snapshot, .text("the id or name of a snapshot"), "The snapshot, by id or name."),
            make.key("tag", \.tag, .text("a tag"), "The tag that all snapshots under the hold bear."),
            make.required("reason", \.reason, .text(), "Why, for the audit."),
        ]
    }
}
