import CLinux
import DRCore

extension LocalBackend {
    /// Reads the folder of the kind, for packs the 256 below it; files that come or go meanwhile may be missed.
    package func list(_ kind: ObjectKind, _ visit: (ObjectID, _ size: Int) throws -> Void) throws {
        guard kind != .config else {
            if try exists(.config) { try visit(ObjectName.config.id, try size(of: .config)) }
            return
        }
        guard kind == .pack else {
            let isThere = try visitEntries(folder(of: kind)) { try visitObject($0, $1, inFolder: nil, visit) }
            if !isThere { try requireFolder(of: kind) }
            return
        }
        var folders: [UInt8] = []
        let isThere = try visitEntries(folder(of: .pack)) { _, name in
            guard name.count == 2, let high = Hex.value(name[0]), let low = Hex.value(name[1]), isLowercase(name) else {
                return
            }
            folders.append(high << 4 | low)
        }
        if !isThere { try requireFolder(of: .pack) }
        for number in folders {
            let path = folder(of: .pack) + "/" + Hex.encode([number])
            // One that went since, or a file with such a name, holds no objects.
            _ = try visitEntries(path) { try visitObject($0, $1, inFolder: number, visit) }
        }
    }

    /// Passes over names that are not 64 lowercase digits, packs in the wrong folder, and what is not a regular file.
    private func visitObject(
        _ folder: Int32,
        _ name: UnsafeRawBufferPointer,
        inFolder number: UInt8?,
        _ visit: (ObjectID, _ size: Int) throws -> Void
    ) throws {
        guard let id = ObjectID(hex: name), isLowercase(name), number == nil || number == UInt8(id.prefix >> 56) else {
            return
        }
        var status = stat()
        guard let text = name.assumingMemoryBound(to: CChar.self).baseAddress else { return }
        guard fstatat(folder, text, &status, 0) == 0 else {
            if clinux_errno() == ENOENT { return }
            throw StorageFailure.system("look at", id.hex, nil, errno: clinux_errno())
        }
        if clinux_is_regular(status.st_mode) != 0 { try visit(id, Int(status.st_size)) }
    }

    private func isLowercase(_ name: UnsafeRawBufferPointer) -> Bool {
        for byte in name where byte < UInt8(ascii: "a") && byte > UInt8(ascii: "9") { return false }
        return true
    }

    /// Calls `body` with the descriptor of the folder and the zero-terminated name of each entry; false without a folder.
    func visitEntries(
        _ path: String,
        _ body: (_ folder: Int32, _ name: UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        guard let stream = opendir(path) else {
            let number = clinux_errno()
            if number == ENOENT || number == ENOTDIR { return false }
            throw StorageFailure.system("list", path, nil, errno: number)
        }
        defer { closedir(stream) }
        let folder = dirfd(stream)
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
        while true {
            clinux_clear_errno()
            guard let entry = readdir(stream) else {
                let number = clinux_errno()
                // Half a listing must not pass for a whole one.
                guard number == 0 else { throw StorageFailure.system("list", path, nil, errno: number) }
                return true
            }
            // The record is as long as its name, so the name is reached by address and never copied as a whole field.
            let name = UnsafeRawPointer(entry) + nameOffset
            let length = strlen(name.assumingMemoryBound(to: CChar.self))
            try body(folder, UnsafeRawBufferPointer(start: name, count: length))
        }
    }
}
