import DRCore

/// Names the file whose content a damaged blob belongs to.
enum DamagedContent {
    /// The error for the user; errors of other kinds stay as they are.
    static func error(_ error: any Error, _ path: String) -> any Error {
        guard let error = error as? DRError, error.code == .integrity else { return error }
        return DRError(
            .integrity,
            "the content of a file is damaged: \(error.message)" + (error.object.map { " (\($0))" } ?? ""),
            object: path,
            hint: "run `dr verify --read-data` to see what else is harmed"
        )
    }
}
