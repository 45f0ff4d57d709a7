import DRCore

/// A failed storage call: why, on which object, and whether a repeat may help.
package struct StorageFailure: Error, Sendable, CustomStringConvertible {
    /// The classes that callers tell apart.
    package enum Reason: Sendable {
        /// The object is not there.
        case notFound
        /// A repeat may succeed (network, busy server, input/output error).
        case transient
        /// A repeat cannot help (permission, no space, damaged place).
        case permanent
    }

    /// The class of the failure.
    package let reason: Reason
    /// The object concerned.
    package let name: ObjectName?
    /// The message for the user.
    package let error: DRError

    /// Makes a failure.
    package init(_ reason: Reason, _ name: ObjectName?, _ error: DRError) {
        self.reason = reason
        self.name = name
        self.error = error
    }

    package var description: String { error.description }
}
