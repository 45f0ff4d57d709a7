/// A key of a map with its value.
package struct ConfigurationEntry: Sendable {
    /// The key.
    package let key: String
    /// Where the key stands.
    package var keyOrigin: ValueOrigin
    /// The value.
    package var value: ConfigurationValue
}
