/// An extended attribute of a file: raw name and raw value.
package struct ExtendedAttribute: Sendable, Equatable {
    package var name: [UInt8]
    package var value: [UInt8]

    /// Makes an attribute.
    package init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }
}
