/// What verify looks at.
package struct VerifyOptions: Sendable {
    /// Which packs are read completely; those of a wrong size always are.
    package var readData: ReadDataSelection
    /// Makes the choice of random packs repeatable; random when nil.
    package var seed: UInt64?
    /// The most paths that are listed for each damage and snapshot.
    package var pathLimit = 100

    /// Makes options.
    package init(readData: ReadDataSelection = .none, seed: UInt64? = nil) {
        self.readData = readData
        self.seed = seed
    }
}
