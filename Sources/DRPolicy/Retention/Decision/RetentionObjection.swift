/// What a guard has against removing snapshots of a group.
package struct RetentionObjection: Hashable, Sendable {
    /// The guard.
    package let rule: RetentionRule
    /// What it found.
    package let message: String
    /// What to do about it.
    package let hint: String
    /// Whether somebody allowed the removal in spite of it.
    package let isOverridden: Bool
}
