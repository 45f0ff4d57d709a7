import DRRepository

extension RestoreTest {
    /// Adds what was restored, what of it was wrong and how long it took, to an object.
    package func writeFigures(to json: inout JSONWriter) {
        json.key("files")
        json.number(Int(files))
        json.key("bytes")
        json.number(Int(bytes))
        json.key("mismatches")
        json.number(Int(mismatches))
        json.key("milliseconds")
        json.number(Int(seconds * 1000))
    }
}
