import DRCore
import DRStorage

extension Repository {
    /// What a failed read says about the object that was read.
    ///
    /// - Throws: the error itself when it does not come from that object: the storage does not answer for others either.
    func damage(behind error: any Error) throws -> DRError {
        switch error {
        case let error as DRError where error.code == .integrity:
            return error
        case let failure as StorageFailure:
            if failure.reason == .notFound || failure.error.code == .integrity { return failure.error }
            guard try backend.exists(.config) else { throw failure }
            return DRError(.integrity, failure.error.message, object: failure.error.object, hint: failure.error.hint)
        default:
            throw error
        }
    }
}
