import DRCore
import DRStorage

extension Repository {
    /// All key files, by id; damaged ones are reported through `damaged`.
    package func keys(damaged: (ObjectID, DRError) -> Void) throws -> [(id: ObjectID, file: KeyFile)] {
        var keys: [(id: ObjectID, file: KeyFile)] = []
        for (id, _) in try backend.list(.key).sorted(by: { $0.id < $1.id }) {
            do {
                keys.append((id, try Self.loadKeyFile(backend, id)))
            } catch let error as DRError {
                damaged(id, error)
            }
        }
        return keys
    }

    /// Adds a key for another password and returns its id.
    package func addKey(
        password: Secret<[UInt8]>,
        scrypt: Scrypt = .standard,
        username: String? = nil,
        hostname: String? = nil
    ) throws -> ObjectID {
        guard !password.revealed.isEmpty else { throw DRError(.usage, "the new password is empty") }
        let file = try KeyFile.seal(
            masterKey,
            password: password,
            scrypt: scrypt,
            username: username ?? HostIdentity.current.username,
            hostname: hostname ?? HostIdentity.current.hostname
        )
        let id = try Self.saveKeyFile(backend, file)
        guard try Self.loadKeyFile(backend, id).open(password: password) != nil else {
            throw DRError(
                .integrity,
                "the new key does not open the repository",
                object: ObjectName(.key, id).description,
                hint: "nothing else was changed; remove that key and try again"
            )
        }
        return id
    }

    /// Removes a key; the one in use is refused.
    package func removeKey(_ id: ObjectID) throws {
        guard id != keyID else {
            throw DRError(
                .usage,
                "this is the key in use",
                object: ObjectName(.key, id).description,
                hint: "open the repository with another password first"
            )
        }
        guard try backend.exists(ObjectName(.key, id)) else {
            throw DRError(.usage, "there is no such key", object: id.hex, hint: "see `dr key list`")
        }
        try backend.delete(ObjectName(.key, id))
    }

    /// Replaces the key in use by one for a new password: adds first, removes after, so that one always works.
    package func changePassword(to password: Secret<[UInt8]>, scrypt: Scrypt = .standard) throws -> ObjectID {
        let id = try addKey(password: password, scrypt: scrypt)
        try backend.delete(ObjectName(.key, keyID))
        return id
    }
}
