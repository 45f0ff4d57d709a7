/// When the unfinished last segment of a timeline is handed over in place of the whole one, which is not there.
package enum PartialPolicy: String, Sendable, CaseIterable {
    /// Unless a newer timeline goes on from it: what follows lies there then.
    case auto
    /// In any case: for a recovery that stays on the old timeline.
    case always
    /// Not at all.
    case never
}
