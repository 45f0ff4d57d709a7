import CLinux
import DRCore

extension BackupOptions {
    /// The absolute paths of the targets that are there, ascending: the paths of the snapshot to be.
    package func absolutePaths() throws -> [String] {
        var paths: Set<String> = []
        for target in targets {
            var status = stat()
            guard lstat(target, &status) == 0 else { continue }
            paths.insert(try TargetPath(target).absolute)
        }
        return paths.sorted()
    }
}
