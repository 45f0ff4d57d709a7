/// Where an effective value was set.
package enum ValueOrigin: Hashable, Sendable, CustomStringConvertible {
    /// A place in a file.
    case file(SourcePosition)
    /// A variable of the environment, by name.
    case variable(String)
    /// Nowhere: the value that holds unless it is set.
    case builtIn

    /// `base.yml:3:5`, the name of the variable, or `default`.
    package var description: String {
        switch self {
        case .file(let position): position.description
        case .variable(let name): name
        case .builtIn: "default"
        }
    }
}

extension ValueOrigin: Comparable {
    /// Files by name and place, then variables by name, then what is built in.
    package static func < (left: ValueOrigin, right: ValueOrigin) -> Bool {
        switch (left, right) {
        case (.file(let left), .file(let right)):
            (left.file, left.line, left.column) < (right.file, right.line, right.column)
        case (.variable(let left), .variable(let right)): left < right
        case (.file, .variable), (.file, .builtIn), (.variable, .builtIn): true
        default: false
        }
    }
}
