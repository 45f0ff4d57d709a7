import DRCore
import DRStorage

extension Repository {
    /// Makes a new repository: its place, one key and the config, in this order.
    ///
    /// The config is written last, so a crash leaves no repository that looks complete.
    ///
    /// - Parameters:
    ///   - version: 2, or 1 for programs that know no compression.
    ///   - polynomial: the chunker polynomial; a random one when nil.
    /// - Throws: `DRError` when a repository is there already.
    package static func create(
        at backend: any Backend,
        password: Secret<[UInt8]>,
        version: Int = 2,
        polynomial: UInt64? = nil,
        scrypt: Scrypt = .standard
    ) throws -> Repository {
        guard !password.revealed.isEmpty else {
            throw DRError(.usage, "the password is empty", hint: "choose one, and keep a copy away from this machine")
        }
        try backend.create()
        guard try !backend.exists(.config) else {
            throw DRError(
                .failed,
                "there is a repository already",
                object: backend.location,
                hint: "use it, or choose another place"
            )
        }
        guard try backend.list(.key).isEmpty, try backend.list(.snapshot).isEmpty else {
            throw DRError(
                .failed,
                "there are keys or snapshots of a repository here, but no config",
                object: backend.location,
                hint: "if only an `init` was interrupted, remove the files below `keys`; "
                    + "otherwise restore the file `config` from a copy"
            )
        }
        guard let masterKey = MasterKey.random() else { throw DRError(.failed, "no random key") }
        let config = RepositoryConfig(
            version: version,
            id: Hex.encode(SecureRandom.bytes(32)),
            chunkerPolynomial: polynomial ?? Polynomial.randomIrreducible().bits
        )
        let keyID = try saveKeyFile(
            backend,
            KeyFile.seal(
                masterKey,
                password: password,
                scrypt: scrypt,
                username: HostIdentity.current.username,
                hostname: HostIdentity.current.hostname
            )
        )
        let plaintext = ByteBuffer()
        config.appendJSON(to: plaintext)
        let stored = ByteBuffer()
        try Sealer(key: masterKey).seal(plaintext.bytes, into: stored)
        try backend.save(.config, stored.bytes)
        return Repository(backend: backend, config: config, keyID: keyID, masterKey: masterKey)
    }

    static func saveKeyFile(_ backend: any Backend, _ file: KeyFile) throws -> ObjectID {
        let json = ByteBuffer()
        file.appendJSON(to: json)
        let id = try SHA256Hasher().hash(json.bytes)
        try backend.save(ObjectName(.key, id), json.bytes)
        return id
    }
}
