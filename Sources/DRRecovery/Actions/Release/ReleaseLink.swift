import CLinux
import DRCore
import DRPolicy

/// The symbolic link that names the current release.
struct ReleaseLink {
    let settings: ReleaseSettings

    /// The link itself.
    var path: String { settings.directory + "/" + settings.link }

    /// The current release.
    ///
    /// - Throws: `DRError` when there is no link.
    func current() throws -> String {
        var space = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &space, space.count)
        guard count > 0 else { throw DRError.system("read the link", path, errno: clinux_errno()) }
        let target = String(decoding: space[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return target.split(separator: "/").last.map(String.init) ?? target
    }

    /// Checks that a release is there.
    ///
    /// - Throws: `DRError` when it is not, or its name leads elsewhere.
    func find(_ release: String) throws {
        guard !release.isEmpty, !release.contains("/"), !release.hasPrefix("."), release != settings.link else {
            throw DRError(.configurationInvalid, "this is not the name of a release", object: release)
        }
        guard FileBytes.isDirectory(settings.directory + "/" + release) else {
            throw DRError(.failed, "there is no such release", object: settings.directory + "/" + release)
        }
    }

    /// Makes a release the current one: readers see the old link or the new one.
    ///
    /// - Throws: `DRError` when the link cannot be replaced.
    func set(_ release: String) throws {
        try find(release)
        let temporary = path + ".\(getpid()).new"
        unlink(temporary)
        guard symlink(release, temporary) == 0 else {
            throw DRError.system("make the link", temporary, errno: clinux_errno())
        }
        guard rename(temporary, path) == 0 else {
            let number = clinux_errno()
            unlink(temporary)
            throw DRError.system("replace the link", path, errno: number)
        }
    }
}
