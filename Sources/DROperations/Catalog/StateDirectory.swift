import CLinux
import DRCore

/// The directory of what this machine remembers.
enum StateDirectory {
    /// Makes the directory and those above it, closed to others without a mode, when it is not there.
    ///
    /// - Throws: `DRError` naming the directory.
    static func make(_ path: String, mode: UInt32 = 0o700) throws {
        guard !FileBytes.isDirectory(path) else { return }
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, mode) != 0 else {
                try FileOwner.inherit(folder: made)
                continue
            }
            let number = clinux_errno()
            guard number == EEXIST else {
                let error = DRError.system("make the state directory", made, errno: number)
                throw DRError(
                    error.code,
                    error.message,
                    object: error.object,
                    hint: "run as a user that may write there, or set state_directory in the configuration"
                )
            }
        }
    }
}
