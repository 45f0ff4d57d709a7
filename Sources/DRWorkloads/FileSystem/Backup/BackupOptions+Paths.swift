import CLinux
import DRCore

extension BackupOptions {
    /// The absolute paths of the targets that are there, ascending: the paths of the snapshot to be.
    package func absolutePaths() throws -> [String] {
        var paths: Set<String> = []
        for target in targets {
            var status = stat()
            guard target.withPathPointer({ lstat($0, &status) }) == 0 else { continue }
            paths.insert(try TargetPath(target).text)
        }
        return paths.sorted()
    }
}
