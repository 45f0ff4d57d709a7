/// A value that never shows itself in messages, logs or dumps.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The value, for the one place that needs it.
    package let revealed: Value

    /// Wraps a value.
    package init(_ value: Value) {
        revealed = value
    }

    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
