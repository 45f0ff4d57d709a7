import CLinux
import DRCore

/// Looks for programs as the system does when it starts them.
enum ProgramSearch {
    /// The path of the program of a command: itself when it holds a slash, else the first in PATH that can be run.
    ///
    /// - Throws: `DRError` when there is none, or it cannot be run.
    static func find(_ command: [String]) throws -> String {
        let program = command.first ?? ""
        if program.contains("/") {
            guard access(program, X_OK) == 0 else {
                throw DRError.system("run the program", program, errno: clinux_errno())
            }
            return program
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for folder in path.split(separator: ":") {
            let file = folder + "/" + program
            if access(String(file), X_OK) == 0, !FileBytes.isDirectory(String(file)) { return String(file) }
        }
        throw DRError(
            .failed,
            "the program was not found in PATH",
            object: program,
            hint: "install it, or give its whole path; a service may have another PATH than a shell"
        )
    }
}
