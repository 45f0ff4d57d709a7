import DRCore

/// What a look at one thing outside of the configuration found.
package struct OnlineFinding: Sendable {
    /// What was looked at, such as `repository primary`.
    package let subject: String
    /// What there is to say of it when it is well.
    package let remark: String
    /// Why it cannot be used; nil when it can.
    package let error: DRError?
}
