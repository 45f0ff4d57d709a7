/// How hard a repository compresses new data.
package enum CompressionChoice: String, CaseIterable, Sendable {
    case off
    case auto
    case max
}
