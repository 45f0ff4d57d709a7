import CLinux
import DRCore

/// An object that grows in a temporary file of the repository.
final class LocalUpload: ObjectUpload, @unchecked Sendable {
    private let backend: LocalBackend
    private let provisionalName: ObjectName
    private let path: String
    private let mode: mode_t
    private var raw: Int32
    private var size = 0

    init(_ backend: LocalBackend) throws {
        self.backend = backend
        let random = SecureRandom.bytes(ObjectID.byteCount)
        provisionalName = ObjectName(.pack, random.withUnsafeBytes { ObjectID(bytes: $0) })
        path = backend.path(of: provisionalName) + "-tmp-" + Hex.encode(SecureRandom.bytes(8))
        let access = try backend.groupAccess()
        mode = access ? 0o440 : 0o400
        raw = try backend.openTemporary(path, provisionalName, folderMode: access ? 0o770 : 0o700)
    }

    deinit { abandon() }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        try backend.write(raw, bytes, path, provisionalName)
        size += bytes.count
    }

    func commit(as name: ObjectName) throws {
        do {
            try backend.makeDurable(raw, size: size, path, name, mode: mode)
            let descriptor = raw
            raw = -1
            guard close(descriptor) == 0 else {
                throw StorageFailure.system("close", path, name, errno: clinux_errno())
            }
        } catch {
            // The first error is the one to report, even if the file cannot be removed either.
            unlink(path)
            throw error
        }
        let size = size
        try backend.publish(path, as: name) { [backend] in
            guard try backend.size(of: name) == size else {
                throw StorageFailure.taken(name, in: backend.path(of: name))
            }
        }
    }

    func abandon() {
        guard raw >= 0 else { return }
        close(raw)
        raw = -1
        unlink(path)
    }
}

extension LocalBackend {
    package func beginUpload() throws -> (any ObjectUpload)? { try LocalUpload(self) }
}
