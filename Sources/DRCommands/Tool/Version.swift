import DROperations

/// What this program calls itself.
enum Version {
    /// The version number.
    static let number = ProgramVersion.number

    /// The line for `dr version` and `--version`.
    static var line: String { "dr \(number), restic repository format 1 and 2" }
}
