extension JSONSchema {
    /// The schema of the files in `scenarios/`, as JSON.
    package static var scenario: String {
        document("Scenario of dr", Scenario.table.shape, isLayered: false)
    }
}
