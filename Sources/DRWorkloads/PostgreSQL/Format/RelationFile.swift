/// What the name of a file in a database directory says.
///
/// Source: PostgreSQL, "Database File Layout"; `common/relpath.c`, `storage/file/reinit.c`.
package struct RelationFile: Hashable, Sendable {
    /// The parts that a relation is kept in.
    package enum Fork: String, Sendable {
        case main = ""
        case freeSpaceMap = "fsm"
        case visibilityMap = "vm"
        /// What an unlogged relation is reset to after a crash.
        case initial = "init"
    }

    /// The number of the file node.
    package let node: UInt32
    /// The fork.
    package let fork: Fork
    /// The number of the file within the fork, from 0; each holds 1 GiB.
    package let segment: UInt32
    /// Whether it belongs to a temporary table, which no backup needs.
    package let isTemporary: Bool

    /// Reads a name such as `16385`, `16385_fsm`, `16385.2`, `t3_16385_vm.1`; nil when it is not one of a relation.
    package init?(_ name: some StringProtocol) {
        var rest = name[...]
        var isTemporary = false
        if rest.first == "t" {
            guard let bar = rest.firstIndex(of: "_"), Self.number(rest[..<bar].dropFirst()) != nil else { return nil }
            rest = rest[rest.index(after: bar)...]
            isTemporary = true
        }
        var segment: UInt32 = 0
        if let dot = rest.firstIndex(of: ".") {
            guard let number = Self.number(rest[rest.index(after: dot)...]), number > 0 else { return nil }
            segment = number
            rest = rest[..<dot]
        }
        var fork = Fork.main
        if let bar = rest.firstIndex(of: "_") {
            guard let named = Fork(rawValue: String(rest[rest.index(after: bar)...])), named != .main else {
                return nil
            }
            fork = named
            rest = rest[..<bar]
        }
        guard let node = Self.number(rest), node > 0 else { return nil }
        self.node = node
        self.fork = fork
        self.segment = segment
        self.isTemporary = isTemporary
    }

    private static func number(_ digits: some StringProtocol) -> UInt32? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.utf8.first != UInt8(ascii: "0") || digits.utf8.count == 1
        else { return nil }
        return UInt32(digits)
    }
}
