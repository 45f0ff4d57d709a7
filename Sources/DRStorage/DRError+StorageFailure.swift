import DRCore

extension DRError {
    /// The error for the user: 10 where there is no repository, 14 where repeats did not help, else what the backend said.
    package init(_ failure: StorageFailure) {
        switch failure.reason {
        case .notFound, .permanent:
            self = failure.error
        case .transient:
            self.init(
                .storageUnreachable,
                failure.error.message,
                object: failure.error.object,
                hint: failure.error.hint ?? "the storage may be back later; a repeat uses what was stored already"
            )
        }
    }
}
