import CLinux
import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// What every backup of a plan carries in `/.dr-records`, so that an empty machine with the repository and its password
/// alone can be set up again.
///
/// `config/` holds the files of the configuration as they are written, never the values that variables gave them;
/// `environment` the name of the environment, and `audit-head` the end of the audit log.
package enum Records {
    /// The folder of the configuration files below `/.dr-records`.
    package static let configurationFolder = "config"

    /// The files for a backup that is made now.
    ///
    /// - Throws: `DRError` when the head of the audit log cannot be read.
    package static func files(of installation: Installation) throws -> [RecordFile] {
        let sources = installation.sources
        var files = [file("base.yml", sources.base)]
        if let layer = sources.layer { files.append(file(sources.environment + ".yml", layer)) }
        for (name, policy) in sources.retention { files.append(file("retention/\(name).yml", policy)) }
        files.append(
            RecordFile(
                path: "environment",
                content: Array((sources.environment + "\n").utf8),
                modified: Timestamp(seconds: 0)
            )
        )
        if let head = try auditHead(of: installation) { files.append(head) }
        return files
    }

    /// The end of the audit log, by which a log that was written anew since is found out.
    private static func auditHead(of installation: Installation) throws -> RecordFile? {
        guard installation.configuration.audit.storesHead,
            let head = try FileBytes.read(AuditLog(installation).headPath, limit: 1 << 16)
        else { return nil }
        return RecordFile(path: "audit-head", content: head, modified: installation.clock.now)
    }

    private static func file(_ name: String, _ text: ConfigurationText) -> RecordFile {
        var status = stat()
        let isThere = stat(text.name, &status) == 0
        return RecordFile(
            path: configurationFolder + "/" + name,
            content: PasswordMask.clean(text.bytes),
            modified: isThere ? Timestamp(status.st_mtim) : Timestamp(seconds: 0)
        )
    }

    /// The files that a snapshot carries, by path; their paths are relative and have no `..`.
    ///
    /// - Parameter repository: with its index loaded.
    /// - Throws: `DRError` when the snapshot carries none, or they are damaged; `StorageFailure`.
    package static func read(from snapshot: Snapshot, in repository: Repository) throws -> [RecordFile] {
        let codec = try repository.makeCodec()
        let walker = TreeWalker(repository, codec)
        guard let folder = try walker.find(RecordFile.folder.utf8, below: snapshot.tree), let tree = folder.subtree
        else {
            throw DRError(
                .failed,
                "the snapshot carries no configuration",
                object: snapshot.id?.hex,
                hint: "choose a snapshot that a plan made: dr snapshots --tag dr"
            )
        }
        var files: [RecordFile] = []
        var total = 0
        try walker.walk(tree) { path, node in
            guard node.name.withUnsafeBytes(NodeName.isValid) else {
                throw DRError(.integrity, "a name that cannot be in a directory", object: snapshot.id?.hex)
            }
            guard node.kind == .file else { return .descend }
            let content = ByteBuffer()
            for id in node.content ?? [] {
                total += repository.index.contentLength(.data, id) ?? 0
                guard total <= sizeLimit else {
                    throw DRError(.integrity, "the records of the snapshot are too large", object: snapshot.id?.hex)
                }
                try repository.loadBlob(.data, id, codec, into: content)
            }
            let name = String(decoding: path.dropFirst(), as: UTF8.self)
            files.append(RecordFile(path: name, content: content.array, modified: node.mtime))
            return .skip
        }
        return files
    }

    /// More than all files of a configuration together, in bytes.
    private static let sizeLimit = 64 << 20
}
