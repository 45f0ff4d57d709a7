import CLinux
import DRCore

extension LocalBackend {
    /// The temporary files that `dr` and restic write beside an object: its name, `-tmp-` and hexadecimal digits.
    package func leftovers() throws -> [Leftover] {
        var found: [Leftover] = []
        var folders = ["": root]
        for kind in ObjectKind.allCases where kind != .config { folders[kind.rawValue + "/"] = folder(of: kind) }
        for number in 0..<256 {
            let digits = Hex.encode([UInt8(number)])
            folders["data/\(digits)/"] = folder(of: .pack) + "/" + digits
        }
        for (prefix, path) in folders {
            _ = try visitEntries(path) { folder, name in
                guard Self.isTemporary(name, isTop: prefix.isEmpty) else { return }
                var status = stat()
                guard let text = name.assumingMemoryBound(to: CChar.self).baseAddress else { return }
                guard fstatat(folder, text, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                    if clinux_errno() == ENOENT { return }
                    throw StorageFailure.system("look at", path, nil, errno: clinux_errno())
                }
                guard clinux_is_regular(status.st_mode) != 0 else { return }
                let place = prefix + String(decoding: name, as: UTF8.self)
                found.append(Leftover(path: place, size: Int(status.st_size), modified: Timestamp(status.st_mtim)))
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// Removes a leftover, unless it changed since it was listed.
    package func delete(_ leftover: Leftover) throws {
        let path = root + "/" + leftover.path
        guard let status = try status(path, nil) else { return }
        guard Int(status.st_size) == leftover.size, Timestamp(status.st_mtim) == leftover.modified else { return }
        guard unlink(path) == 0 || clinux_errno() == ENOENT else {
            throw StorageFailure.system("delete", path, nil, errno: clinux_errno())
        }
    }

    private static func isTemporary(_ name: UnsafeRawBufferPointer, isTop: Bool) -> Bool {
        let mark = Array("-tmp-".utf8)
        let stem = isTop ? ObjectKind.config.rawValue.utf8.count : 2 * ObjectID.byteCount
        guard name.count > stem + mark.count, name[stem..<stem + mark.count].elementsEqual(mark),
            name[(stem + mark.count)...].allSatisfy({ Hex.value($0) != nil })
        else { return false }
        if isTop { return name[..<stem].elementsEqual(ObjectKind.config.rawValue.utf8) }
        return ObjectID(hex: UnsafeRawBufferPointer(rebasing: name[..<stem])) != nil
    }
}
