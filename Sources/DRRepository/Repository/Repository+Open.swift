import DRCore
import DRStorage

extension Repository {
    /// How many keys are tried before giving up.
    private static let keyLimit = 20

    /// Opens a repository with a password; the index is not read yet.
    ///
    /// - Throws: `DRError`: `.noRepository` when there is none, `.wrongPassword` when no key opens with it,
    ///   `.integrity` for a damaged config.
    package static func open(_ backend: any Backend, password: Secret<[UInt8]>) throws -> Repository {
        guard try backend.exists(.config) else {
            throw DRError(
                .noRepository,
                "there is no repository here",
                object: backend.location,
                hint: "check the path, or make one with `dr init`"
            )
        }
        let keys: [(id: ObjectID, size: Int)] = try backend.list(.key)
        var damaged: DRError?
        var refused = 0
        for key in keys.sorted(by: { $0.id < $1.id }).prefix(keyLimit) {
            let opened: MasterKey?
            do {
                opened = try loadKeyFile(backend, key.id).open(password: password)
            } catch let error as DRError where error.code == .integrity {
                // Another key may be whole.
                damaged = error.about(ObjectName(.key, key.id).description)
                continue
            }
            guard let opened else {
                refused += 1
                continue
            }
            let config = try loadConfig(backend, opened)
            return Repository(backend: backend, config: config, keyID: key.id, masterKey: opened)
        }
        throw failure(opening: backend, keys: keys.count, refused: refused, damaged: damaged)
    }

    /// Why none of the keys opened the repository.
    ///
    /// - Parameters:
    ///   - refused: whole keys that the password does not open.
    ///   - damaged: what is wrong with the last key that could not be tried.
    private static func failure(
        opening backend: any Backend,
        keys: Int,
        refused: Int,
        damaged: DRError?
    ) -> DRError {
        let checkPassword =
            "check the password source (--password-file, --password-command, DR_PASSWORD_FILE, DR_PASSWORD)"
        if let damaged {
            guard refused > 0 else { return damaged }
            let object = damaged.object ?? "a key"
            return DRError(
                .wrongPassword,
                "wrong password, or no key for it; \(object) is damaged and could not be tried: \(damaged.message)",
                object: backend.location,
                hint: checkPassword + "; if it is right, restore \(object) from a copy of the repository"
            )
        }
        guard keys <= keyLimit else {
            return DRError(
                .wrongPassword,
                "the password opens none of the first \(keyLimit) of \(keys) keys, and no more are tried",
                object: backend.location,
                hint: "with a password that works, remove keys that nobody needs: `dr key list`, `dr key remove`"
            )
        }
        return DRError(
            .wrongPassword,
            keys == 0 ? "the repository has no key" : "wrong password, or no key for it",
            object: backend.location,
            hint: keys == 0
                ? "restore the files below `keys` from a copy; without one nothing can be read" : checkPassword
        )
    }

    /// A key file, checked against its name.
    package static func loadKeyFile(_ backend: any Backend, _ id: ObjectID) throws -> KeyFile {
        let name = ObjectName(.key, id)
        let stored = try backend.load(name)
        guard try SHA256Hasher().hash(stored.bytes) == id else {
            throw DRError(
                .integrity,
                "the bytes do not match the name",
                object: name.description,
                hint: "restore this key file from a copy of the repository, or use another key"
            )
        }
        do {
            return try KeyFile(json: stored.bytes)
        } catch let error as DRError {
            throw error.about(name.description)
        }
    }

    private static func loadConfig(_ backend: any Backend, _ masterKey: MasterKey) throws -> RepositoryConfig {
        let stored = try backend.load(.config)
        let plaintext = ByteBuffer()
        do {
            try Sealer(key: masterKey).open(stored.bytes, into: plaintext)
            let config = try RepositoryConfig(json: plaintext.bytes)
            try config.validate()
            return config
        } catch let error as DRError {
            throw error.about("config")
        }
    }
}
