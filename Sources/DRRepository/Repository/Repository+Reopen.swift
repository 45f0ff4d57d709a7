import DRCore
import DRStorage

extension Repository {
    /// The same repository with an empty index, for a program that stays while others work on the repository.
    ///
    /// No key is derived anew, so this takes no time.
    package func withEmptyIndex() -> Repository {
        Repository(backend: backend, config: config, keyID: keyID, masterKey: masterKey)
    }

    /// Whether the storage holds this repository still, and not another one that was made in its place.
    ///
    /// What is written under the key of the one would spoil the other.
    ///
    /// - Throws: `StorageFailure` when the config cannot be read, also when there is none any more.
    package func isStillThere() throws -> Bool {
        let stored = try backend.load(.config)
        let plaintext = ByteBuffer()
        do {
            try Sealer(key: masterKey).open(stored.bytes, into: plaintext)
            return try RepositoryConfig(json: plaintext.bytes).id == config.id
        } catch let error as DRError where error.code == .integrity {
            // Under another key, or damaged, which whoever opens it will say.
            return false
        }
    }

    /// Reads the index files that are new since the last call.
    ///
    /// - Parameter known: the index files that were read before.
    /// - Returns: all that are there now; nil when one of the known went, so that the index is that of the past and must
    ///   be read from the beginning.
    /// - Throws: `DRError` (integrity) naming the first index file that cannot be read; `StorageFailure`.
    package func loadIndex(beyond known: Set<ObjectID>) throws -> Set<ObjectID>? {
        let present = Set(try backend.list(.index).map(\.id))
        guard known.isSubset(of: present) else { return nil }
        guard !known.isEmpty else {
            try loadIndex()
            return present
        }
        let codec = try makeCodec()
        for id in present.subtracting(known).sorted() {
            do {
                let json = try loadUnpacked(.index, id, codec)
                try IndexFile.parse(json.bytes) { index.add(pack: $0.id, $0.entries) }
            } catch let error as DRError where error.code == .integrity {
                throw error.about(ObjectName(.index, id).description)
            }
        }
        return present
    }
}
