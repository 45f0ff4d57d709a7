import CLinux
import DRCore

/// Makes directories.
enum FileTreeMaker {
    /// Makes a directory and those above it.
    static func make(_ path: String) throws {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0, clinux_errno() != EEXIST {
                throw DRError.system("make", made, errno: clinux_errno())
            }
        }
    }
}
