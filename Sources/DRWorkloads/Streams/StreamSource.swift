/// Where the content of a stream backup comes from.
package enum StreamSource: Sendable, Equatable {
    /// What is written to the standard input of this process.
    case standardInput
    /// What a program prints: the program, found through PATH, and its arguments; no shell is involved.
    case command([String])
}
