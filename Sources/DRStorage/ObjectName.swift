/// The name of one object in a repository: a kind and, for all but the config, the SHA-256 of the stored bytes.
package struct ObjectName: Hashable, Sendable, CustomStringConvertible {
    /// What the object is.
    package let kind: ObjectKind
    /// Its id; all zero for the config.
    package let id: ObjectID

    /// Names an object.
    package init(_ kind: ObjectKind, _ id: ObjectID) {
        self.kind = kind
        self.id = id
    }

    /// The config of the repository.
    package static let config = ObjectName(
        .config,
        [UInt8](repeating: 0, count: 32).withUnsafeBytes { ObjectID(bytes: $0) }
    )

    /// The place below the repository's root: packs lie in 256 folders by their first two digits.
    package var path: String {
        switch kind {
        case .config: "config"
        case .pack: "data/\(id.hex.prefix(2))/\(id.hex)"
        default: "\(kind.rawValue)/\(id.hex)"
        }
    }

    package var description: String { kind == .config ? "config" : "\(kind.noun) \(id.hex)" }
}
