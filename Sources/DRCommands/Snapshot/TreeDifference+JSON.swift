import DRRepository

extension TreeDifference {
    /// Writes the counts as members.
    func write(to json: inout JSONWriter) {
        json.key("changed_files")
        json.number(changedFiles)
        json.key("added")
        Self.write(added, addedData, addedTrees, &json)
        json.key("removed")
        Self.write(removed, removedData, removedTrees, &json)
    }

    private static func write(_ entries: Entries, _ data: Blobs, _ trees: Blobs, _ json: inout JSONWriter) {
        json.beginObject()
        json.key("files")
        json.number(entries.files)
        json.key("dirs")
        json.number(entries.directories)
        json.key("others")
        json.number(entries.others)
        json.key("data_blobs")
        json.number(data.count)
        json.key("tree_blobs")
        json.number(trees.count)
        json.key("bytes")
        json.number(data.bytes + trees.bytes)
        json.endObject()
    }
}
