import DRCore

/// What this program calls itself.
enum Version {
    /// The version number.
    static let number = "0.1.0"

    /// The line for `dr version` and `--version`.
    static var line: String { "dr \(number), restic repository format 1 and 2" }
}
