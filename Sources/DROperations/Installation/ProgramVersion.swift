/// What this program calls itself.
package enum ProgramVersion {
    /// The version number.
    package static let number = "0.1.0"

    /// The name with the number, as snapshots have it.
    package static let text = "dr " + number
}
