import CLinux

/// Open directories of the target; belongs to one thread.
///
/// Every directory is opened from the one above it, one name at a time and never through a symbolic link, so that nothing
/// planted in the target or the repository leads outside.
final class DirectoryHandles {
    private let plan: RestorePlan
    private let root: Int32
    private let cache = DescriptorCache(capacity: 128)

    /// - Parameter root: the open target, which stays open longer than this.
    init(_ plan: RestorePlan, root: Int32) {
        self.plan = plan
        self.root = root
    }

    /// A descriptor (O_PATH) of a directory, valid until the next call.
    ///
    /// - Throws: `TargetFailure`.
    func handle(_ directory: Int32) throws -> Int32 {
        if directory == 0 { return root }
        if let known = cache.find(directory) { return known }
        var missing = [directory]
        var base = root
        var above = plan.directories[Int(directory)].parent
        while above > 0 {
            if let known = cache.find(above) {
                base = known
                break
            }
            missing.append(above)
            above = plan.directories[Int(above)].parent
        }
        for number in missing.reversed() {
            let name = plan.cString(plan.directories[Int(number)].name)
            let flags = clinux_open_path_only | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            let opened = try TargetFailure.check(clinux_openat(base, name, flags, 0), "open the directory")
            cache.insert(number, opened)
            base = opened
        }
        return base
    }

    /// Opens a directory for reading its entries; the caller closes it.
    func openForReading(_ directory: Int32) throws -> Int32 {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        return try TargetFailure.check(clinux_openat(try handle(directory), ".", flags, 0), "open the directory")
    }
}
