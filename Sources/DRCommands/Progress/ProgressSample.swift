/// How far some work has come, at one moment.
struct ProgressSample: Sendable {
    /// What is being done just now; empty when there is only one thing to do.
    var phase = ""
    /// Bytes dealt with.
    var bytes: UInt64 = 0
    /// All bytes, once they are known.
    var totalBytes: UInt64?
    /// Items dealt with: files, packs, blobs.
    var items: UInt64 = 0
    /// All items, once they are known.
    var totalItems: UInt64?
    /// What the items are.
    var noun = "files"
    /// Things that went wrong and did not end the work.
    var errors: UInt64 = 0

    /// The part that is done, 0 to 1, by bytes where they are known and else by items.
    var fraction: Double? {
        if let totalBytes, totalBytes > 0 { return min(Double(bytes) / Double(totalBytes), 1) }
        if let totalItems, totalItems > 0 { return min(Double(items) / Double(totalItems), 1) }
        return nil
    }
}
