import ArgumentParser

/// Where a tablespace is restored to, on the command line: `16401=/srv/fast`.
struct TablespacePlace: ExpressibleByArgument {
    /// The number of the tablespace.
    let oid: UInt32
    /// The directory.
    let path: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), let oid = UInt32(argument[..<sign]) else { return nil }
        let path = String(argument[argument.index(after: sign)...])
        guard path.hasPrefix("/") else { return nil }
        self.oid = oid
        self.path = path
    }
}
