/// The log of who did what.
package struct AuditSettings: Hashable, Sendable {
    /// The file of the log; one in the state directory without it.
    package var file: String?
    /// Whether each backup carries the head of the log, so that a rewritten log is found out.
    package var storesHead = true
}

extension AuditSettings {
    static let table = SectionTable("The log of who did what.", AuditSettings()) { make in
        [
            make.key("file", \.file, .absolutePath, "The file of the log; one in the state directory without it."),
            make.key("store_head", \.storesHead, .boolean, "Whether each backup carries the head of the log."),
        ]
    }
}
