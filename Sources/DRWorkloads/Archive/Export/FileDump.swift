import DRCore
import DRRepository
import DRStorage
import Synchronization

/// Writes the content of one file of a snapshot.
package enum FileDump {
    /// Passes the content on in order, a blob at a time.
    ///
    /// - Parameters:
    ///   - node: a file of a repository whose index is loaded.
    ///   - path: how the file is called in messages.
    /// - Throws: `DRError` (integrity) naming the path when a blob is missing or damaged; what `write` throws.
    package static func run(
        _ repository: Repository,
        _ node: Node,
        path: String,
        progress: ArchiveProgress = ArchiveProgress(),
        cancellation: Cancellation,
        write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard node.kind == .file else { throw DRError(.usage, "not a file", object: path) }
        let content = node.content ?? []
        try ContentPipeline<Never>.run(
            repository,
            cancellation: cancellation,
            plan: { plan in
                for id in content {
                    guard let length = repository.index.contentLength(.data, id) else {
                        throw DRError(
                            .integrity,
                            "the repository lacks blob \(id.short) of a file",
                            object: path,
                            hint: "run `dr verify` to see what else is missing"
                        )
                    }
                    try plan.content(id, length: length)
                }
            },
            mark: { _ in },
            content: { bytes in
                try write(bytes)
                progress.contentBytes.wrappingAdd(UInt64(bytes.count), ordering: .relaxed)
            },
            damaged: { error in DamagedContent.error(error, path) }
        )
    }
}
