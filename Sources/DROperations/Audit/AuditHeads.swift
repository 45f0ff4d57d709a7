import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// The heads of the audit log that backups carry: what the log was when each of them was made.
package enum AuditHeads {
    /// The name of the file among the records of a snapshot.
    package static let fileName = "audit-head"

    /// No head is larger than this many bytes.
    private static let sizeLimit = 1 << 16

    /// The heads in the snapshots of this host and environment, with the snapshot that carries each.
    ///
    /// - Parameter repository: the name in the configuration.
    /// - Throws: `DRError` when the repository cannot be opened, or a head in it is damaged; `StorageFailure`.
    package static func read(
        from repository: String,
        _ installation: Installation,
        _ access: RepositoryAccess
    ) throws -> [(source: String, head: AuditHead)] {
        let opened = try access.open(repository)
        let tag = "env:" + installation.environment
        let snapshots = try opened.snapshots().filter { $0.hostname == installation.host && $0.tags.contains(tag) }
        guard !snapshots.isEmpty else { return [] }
        try opened.loadIndex()
        let codec = try opened.makeCodec()
        let walker = TreeWalker(opened, codec)
        let path = Array("/.dr-records/\(fileName)".utf8)
        var heads: [(source: String, head: AuditHead)] = []
        for snapshot in snapshots {
            guard let node = try walker.find(path, below: snapshot.tree), node.size <= sizeLimit else { continue }
            let content = ByteBuffer()
            for id in node.content ?? [] { try opened.loadBlob(.data, id, codec, into: content) }
            let head = try AuditHead(json: content.bytes)
            guard head.host == installation.host, head.sequence > 0 else { continue }
            heads.append(("snapshot \(snapshot.id?.short ?? "") in \(repository)", head))
        }
        return heads
    }
}
