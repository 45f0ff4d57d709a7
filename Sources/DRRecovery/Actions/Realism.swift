/// Whether an action does the thing itself or stands in for it; the report prints it.
package enum Realism: String, CaseIterable, Sendable {
    case real
    case simulated
}
