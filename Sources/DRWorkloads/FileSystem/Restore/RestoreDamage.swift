import DRCore
import DRStorage

/// Tells damage of single objects, which leaves the rest of a restore going, from what ends it.
enum RestoreDamage {
    /// Why one object cannot be used.
    ///
    /// - Throws: `error` when it concerns more than the object: the storage is gone, or work was cancelled.
    static func reason(_ error: any Error) throws -> String {
        switch error {
        case let failure as StorageFailure:
            guard failure.reason != .transient, failure.error.code != .storageUnreachable else {
                throw DRError(failure)
            }
            return failure.error.description
        case let error as DRError:
            guard error.code == .integrity else { throw error }
            return error.description
        default: throw error
        }
    }
}
