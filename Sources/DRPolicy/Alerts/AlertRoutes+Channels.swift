extension AlertRoutes {
    /// The channels that hear of a severity.
    ///
    /// One that has no channels of its own goes where the next lower one goes, so that what matters more is never told
    /// to fewer by an omission.
    package func channels(for severity: AlertSeverity) -> [String] {
        let lists: [(AlertSeverity, [String])] = [
            (.emergency, emergency), (.critical, critical), (.warning, warning), (.info, info),
        ]
        return lists.first { $0.0 <= severity && !$0.1.isEmpty }?.1 ?? []
    }
}
