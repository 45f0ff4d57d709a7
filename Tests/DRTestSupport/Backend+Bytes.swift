import DRStorage

extension Backend {
    /// Saves the bytes of an array.
    package func save(_ name: ObjectName, _ content: [UInt8]) throws {
        try content.withUnsafeBytes { try save(name, $0) }
    }
}
