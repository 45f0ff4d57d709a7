/// A place in a configuration file.
package struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    /// The name of the file, as messages show it.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column, from 1, counted in Unicode scalars.
    package let column: Int

    /// The place as compilers write it: `base.yml:3:5`.
    package var description: String { "\(file):\(line):\(column)" }
}
