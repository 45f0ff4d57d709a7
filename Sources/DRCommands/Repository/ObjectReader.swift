import DRCore
import DRRepository
import DRStorage

/// Finds single objects of a repository by what a user typed and reads their content.
struct ObjectReader {
    let repository: Repository
    let codec: BlobCodec

    /// The content of an object: JSON, or the raw bytes of a blob or pack.
    func read(_ kind: CatCommand.Kind, _ text: String) throws -> ByteBuffer {
        switch kind {
        case .config:
            let json = ByteBuffer()
            repository.config.appendJSON(to: json)
            return json
        case .key:
            return try repository.backend.load(ObjectName(.key, id(text, .key)))
        case .index: return try repository.loadUnpacked(.index, id(text, .index), codec)
        case .lock: return try repository.loadUnpacked(.lock, id(text, .lock), codec)
        case .snapshot:
            let snapshot = try SnapshotSelection.resolve(text, in: repository.snapshots())
            return try repository.loadUnpacked(.snapshot, identity(snapshot), codec)
        case .pack: return try repository.backend.load(ObjectName(.pack, id(text, .pack)))
        case .blob:
            try repository.loadIndex()
            guard let (type, id) = blob(text, [.data, .tree]) else { throw missing("blob", text) }
            let content = ByteBuffer()
            try repository.loadBlob(type, id, codec, into: content)
            return content
        case .tree:
            try repository.loadIndex()
            if let (_, id) = blob(text, [.tree]) { return try repository.loadTreeBytes(id, codec) }
            let place = try SnapshotPath(text).resolve(in: repository, codec)
            return try repository.loadTreeBytes(place.directory(), codec)
        }
    }

    private func identity(_ snapshot: Snapshot) throws -> ObjectID {
        guard let id = snapshot.id else { throw DRError(.failed, "the snapshot has no id") }
        return id
    }

    /// The id that starts with `text`.
    private func id(_ text: String, _ kind: ObjectKind) throws -> ObjectID {
        try ObjectLookup.resolve(text, kind, in: repository.backend)
    }

    private func blob(_ text: String, _ types: [BlobType]) -> (BlobType, ObjectID)? {
        guard let id = ObjectID(hex: text) else { return nil }
        return types.first { repository.index.contains($0, id) }.map { ($0, id) }
    }

    private func missing(_ noun: String, _ text: String) -> DRError {
        DRError(.failed, "there is no such \(noun)", object: text, hint: "a \(noun) is named by its whole id")
    }
}
