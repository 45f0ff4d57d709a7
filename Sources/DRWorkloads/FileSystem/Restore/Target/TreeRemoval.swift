import CLinux
import DRCore

/// Removes a directory that `dr` made for itself, with all that is in it.
package enum TreeRemoval {
    /// Removes an entry and all below it, never through a symbolic link or onto another file system; none is fine.
    ///
    /// - Parameters:
    ///   - name: the entry, without a path.
    ///   - folder: the directory that holds it.
    /// - Throws: `DRError` naming the entry when something of it has to stay.
    package static func remove(_ name: String, in folder: String) throws {
        let path = folder + "/" + name
        let directory = try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY)
        let device = UInt64(try directory.status(path: folder).st_dev)
        do {
            guard try TargetRemoval(device: device, selection: nil).remove(name, in: directory.raw, location: []) else {
                throw DRError(.failed, "the directory could not be emptied", object: path, hint: "remove it by hand")
            }
        } catch let failure as TargetFailure {
            throw failure.error(path)
        }
    }
}
