import CLinux

/// The variables of the process.
enum Environment {
    /// The value of a variable; nil when it is not set or empty.
    static func value(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// All variables; of one that is set twice the first.
    static var all: [String: String] {
        var variables: [String: String] = [:]
        var next = clinux_environment()
        while let entry = next?.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, variables[String(parts[0])] == nil { variables[String(parts[0])] = String(parts[1]) }
            next = next?.advanced(by: 1)
        }
        return variables
    }
}
