import CLinux
import DRCore

/// The programs that were built beside the running tests.
enum BuiltPrograms {
    /// The folder with them; nil when they were not built.
    ///
    /// Tests of root run them as other users too. Where those may not go, as below a closed home, the folder is a copy that is
    /// removed when the tests end.
    static let folder = Result<String?, any Error> {
        guard let built else { return nil }
        return isOpen(built) || geteuid() != 0 ? built : try copy(of: built)
    }

    private static let names = ["dr", "dr-wal"]
    private static let copied = "/tmp/dr-programs-\(getpid())"

    private static var built: String? {
        var space = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &space, space.count)
        var folder = String(decoding: space[..<max(count, 0)].map(UInt8.init(bitPattern:)), as: UTF8.self)[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            if access(folder + "/dr", X_OK) == 0 { return String(folder) }
        }
        return nil
    }

    private static func isOpen(_ folder: String) -> Bool {
        var folder = folder[...]
        while let slash = folder.lastIndex(of: "/") {
            var status = stat()
            guard stat(String(folder), &status) == 0, status.st_mode & 0o001 != 0 else { return false }
            folder = folder[..<slash]
        }
        return true
    }

    private static func copy(of folder: String) throws -> String {
        guard mkdir(copied, 0o755) == 0 else { throw DRError.system("create", copied, errno: clinux_errno()) }
        atexit {
            for name in BuiltPrograms.names { unlink(BuiltPrograms.copied + "/" + name) }
            rmdir(BuiltPrograms.copied)
        }
        for name in names where access(folder + "/" + name, X_OK) == 0 {
            let run = try Tool("cp").run([folder + "/" + name, copied + "/" + name])
            guard run.status == 0 else { throw DRError(.failed, "cp failed: \(run.errors)", object: folder) }
        }
        return copied
    }
}
