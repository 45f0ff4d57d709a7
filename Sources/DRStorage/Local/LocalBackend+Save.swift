import CLinux
import DRCore

extension LocalBackend {
    /// Writes a temporary file beside the final name, forces it to the device, and renames it.
    ///
    /// Dying before the rename leaves a temporary file that no listing shows; after it, the object is complete.
    package func save(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        let temporary = try writeTemporary(name, content)
        try publish(temporary, as: name, content)
    }

    /// The first half of a save: returns the path of a complete, durable, read-only temporary file.
    package func writeTemporary(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws -> String {
        let path = path(of: name) + "-tmp-" + Hex.encode(SecureRandom.bytes(8))
        let access = try groupAccess()
        let raw = try openTemporary(path, name, folderMode: access ? 0o770 : 0o700)
        do {
            try fill(raw, content, path, name, mode: access ? 0o440 : 0o400)
        } catch {
            // The first error is the one to report, even if the file cannot be removed either.
            unlink(path)
            throw error
        }
        return path
    }

    /// The second half of a save: gives the temporary file its final name, which is never taken from another file.
    package func publish(_ temporary: String, as name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        try publish(temporary, as: name) { try requireSame(name, content) }
    }

    /// Gives a temporary file its final name; `checkPresent` decides whether an object that has the name will do.
    func publish(_ temporary: String, as name: ObjectName, checkPresent: () throws -> Void) throws {
        do {
            if try !move(temporary, to: path(of: name), name) {
                unlink(temporary)
                try checkPresent()
            }
        } catch {
            unlink(temporary)
            throw error
        }
        // Also when another writer was first: it may not have come this far.
        try synchronizeFolder(folder(of: name))
    }

    /// As in restic, the group may read what it may read of the config.
    func groupAccess() throws -> Bool {
        let config = try status(path(of: .config), .config)
        return (config?.st_mode ?? 0) & 0o040 != 0
    }

    func openTemporary(_ path: String, _ name: ObjectName, folderMode: mode_t) throws -> Int32 {
        var isRepaired = false
        while true {
            let raw = clinux_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if raw >= 0 {
                try inherit(raw, path, name)
                return raw
            }
            let number = clinux_errno()
            if number == EINTR { continue }
            guard number == ENOENT || number == ENOTDIR, !isRepaired else {
                throw StorageFailure.system("create", path, name, errno: number)
            }
            try requireFolder(of: name.kind)
            try makeFolder(folder(of: name), mode: folderMode)
            try synchronizeFolder(folder(of: name.kind == .pack ? .pack : .config))
            isRepaired = true
        }
    }

    /// What root stores in the repository of another user belongs to that user; else one command of root would shut out
    /// the server that archives into it.
    private func inherit(_ raw: Int32, _ path: String, _ name: ObjectName) throws {
        do { try FileOwner.inherit(raw, path: path) } catch let error as DRError {
            _ = CLinux.close(raw)
            unlink(path)
            throw StorageFailure(.permanent, name, error)
        }
    }

    private func fill(
        _ raw: Int32,
        _ content: UnsafeRawBufferPointer,
        _ path: String,
        _ name: ObjectName,
        mode: mode_t
    ) throws {
        var isOpen = true
        defer { if isOpen { _ = CLinux.close(raw) } }
        try write(raw, content, path, name)
        try makeDurable(raw, size: content.count, path, name, mode: mode)
        isOpen = false
        // Network file systems report on close what they could not write.
        guard CLinux.close(raw) == 0 else { throw StorageFailure.system("close", path, name, errno: clinux_errno()) }
    }

    /// Writes all of `content` at the current position.
    func write(_ raw: Int32, _ content: UnsafeRawBufferPointer, _ path: String, _ name: ObjectName) throws {
        let number = FileDescriptor.write(content, to: raw)
        guard number == 0 else { throw StorageFailure.system("write", path, name, errno: number) }
    }

    /// Sets the mode of a complete temporary file, forces it to the device and checks its size.
    func makeDurable(_ raw: Int32, size: Int, _ path: String, _ name: ObjectName, mode: mode_t) throws {
        // File systems without Unix permissions refuse this; the object is no less safe there.
        if fchmod(raw, mode) != 0, clinux_errno() != EPERM, clinux_errno() != ENOTSUP {
            throw StorageFailure.system("change the mode of", path, name, errno: clinux_errno())
        }
        // After a failed fsync the kernel may forget what it could not write: a repeat starts with a new file.
        while fsync(raw) != 0 {
            if clinux_errno() != EINTR { throw StorageFailure.system("fsync", path, name, errno: clinux_errno()) }
        }
        var status = stat()
        guard fstat(raw, &status) == 0 else {
            throw StorageFailure.system("look at", path, name, errno: clinux_errno())
        }
        guard Int(status.st_size) == size else {
            throw StorageFailure(
                .transient,
                name,
                DRError(.failed, "wrote \(size) bytes but \(status.st_size) are there", object: path)
            )
        }
    }

    /// Renames without replacing; false when the final name is taken.
    private func move(_ temporary: String, to final: String, _ name: ObjectName) throws -> Bool {
        if clinux_rename_new(temporary, final) == 0 { return true }
        switch clinux_errno() {
        case EEXIST: return false
        case EINVAL, ENOSYS, ENOTSUP: return try moveByLink(temporary, to: final, name)
        case let number: throw try failedMove(to: final, name, number)
        }
    }

    /// For file systems without the call above: a hard link refuses a taken name as well.
    package func moveByLink(_ temporary: String, to final: String, _ name: ObjectName) throws -> Bool {
        if link(temporary, final) == 0 {
            unlink(temporary)
            return true
        }
        switch clinux_errno() {
        case EEXIST: return false
        case EPERM, ENOSYS, ENOTSUP, EMLINK: return try moveByLook(temporary, to: final, name)
        case let number: throw try failedMove(to: final, name, number)
        }
    }

    /// For file systems without hard links either: the moment between the look and the rename stays open.
    package func moveByLook(_ temporary: String, to final: String, _ name: ObjectName) throws -> Bool {
        if try status(final, name) != nil { return false }
        if rename(temporary, final) == 0 { return true }
        throw try failedMove(to: final, name, clinux_errno())
    }

    private func failedMove(to final: String, _ name: ObjectName, _ number: Int32) throws -> StorageFailure {
        if number == ENOENT || number == ENOTDIR { try requireFolder(of: name.kind) }
        return StorageFailure.system("rename", final, name, errno: number)
    }

    private func requireSame(_ name: ObjectName, _ content: UnsafeRawBufferPointer) throws {
        if name.kind == .config {
            let present = try load(name)
            if present.bytes.elementsEqual(content) { return }
        } else if try size(of: name) == content.count {
            return
        }
        throw StorageFailure.taken(name, in: path(of: name))
    }
}
