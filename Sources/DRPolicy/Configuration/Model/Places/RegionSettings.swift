/// A region: a site that can fail as a whole.
package struct RegionSettings: Hashable, Sendable {
    /// What people call it.
    package var description: String?
    /// Whether services run here while nothing has failed.
    package var isPrimary = false
}

extension RegionSettings {
    static let table = SectionTable("A region: a site that can fail as a whole.", RegionSettings()) { make in
        [
            make.key("description", \.description, .text(), "What people call it."),
            make.key("primary", \.isPrimary, .boolean, "Whether services run here while nothing has failed."),
        ]
    }
}
