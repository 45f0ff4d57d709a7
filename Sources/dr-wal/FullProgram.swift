import CLinux
import DRCore
import DRLogSocket

/// `dr`, which does what this program does not.
enum FullProgram {
    /// Goes on as `dr wal` with the arguments of this process: the `dr` beside this program, else the one on PATH.
    static func become() -> Never {
        let given = CommandLine.unsafeArgv
        var words = [strdup("dr"), strdup("wal")]
        var index = 1
        while let word = given[index] {
            words.append(word)
            index += 1
        }
        words.append(nil)
        if let folder { execv(folder + "/dr", words) }
        execvp("dr", words)
        let failure = DRError.system("start", "dr", errno: clinux_errno())
        tell(failure)
        exit(ServerContract(["wal"] + CommandLine.arguments.dropFirst())?.status(failure.code) ?? failure.code.rawValue)
    }

    /// The folder of this program.
    private static var folder: String? {
        var space = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &space, Int(PATH_MAX))
        guard count > 0, let slash = space[..<count].lastIndex(of: CChar(UInt8(ascii: "/"))) else { return nil }
        return String(validating: space[..<slash].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Writes a message to standard error; one that cannot be written has no other way out.
    static func tell(_ error: DRError) {
        let text = Array((MessageText.of(error) + "\n").utf8)
        _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
