/// What follows when a step fails.
package enum ErrorPolicy: String, CaseIterable, Hashable, Sendable {
    /// The drill stops and is rolled back.
    case stop
    /// The drill goes on; the step counts as failed.
    case `continue`
}
