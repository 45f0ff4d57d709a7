import CLinux
import DRCore
import DRPolicy

extension ConfigurationFolder {
    /// The files of an environment, and the folder itself, that others than root and the user of this process can change:
    /// whoever can may have programs run as this user, by a hook.
    ///
    /// - Parameter sources: what was read.
    package func changeableByOthers(_ sources: ConfigurationSources) -> [String] {
        let files = [sources.base, sources.layer].compactMap(\.self) + sources.retention.values
        return ([path] + files.map(\.name).sorted()).filter { file in
            var status = stat()
            guard stat(file, &status) == 0 else { return false }
            return status.st_mode & 0o022 != 0 || (status.st_uid != 0 && status.st_uid != geteuid())
        }
    }
}
