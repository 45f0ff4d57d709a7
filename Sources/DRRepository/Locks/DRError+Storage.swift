import DRCore
import DRStorage

extension DRError {
    /// The error for the user behind whatever a storage call threw.
    package init(anyStorageError error: any Error) {
        switch error {
        case let error as DRError: self = error
        case let failure as StorageFailure: self.init(failure)
        default: self.init(.failed, "\(error)")
        }
    }
}
