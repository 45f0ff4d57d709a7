extension Node.Kind {
    /// The word of the `type` member.
    package var typeName: StaticString {
        switch self {
        case .file: "file"
        case .directory: "dir"
        case .symlink: "symlink"
        case .blockDevice: "dev"
        case .characterDevice: "chardev"
        case .fifo: "fifo"
        case .socket: "socket"
        case .irregular: "irregular"
        }
    }

    /// The kind that a `type` member names; a word that is not known is irregular.
    init(typeName: JSONString) {
        switch typeName {
        case "file": self = .file
        case "dir": self = .directory
        case "symlink": self = .symlink
        case "dev": self = .blockDevice
        case "chardev": self = .characterDevice
        case "fifo": self = .fifo
        case "socket": self = .socket
        default: self = .irregular
        }
    }
}
