import CLinux
import DRCore
import DRWorkloads

/// The programs of systemd.
enum SystemdProgram {
    /// The version of systemd; nil where it is not there.
    static func version(_ cancellation: Cancellation) -> Int? {
        // "systemd 252 (252.38-1~deb12u1)"
        guard let text = try? output(["systemctl", "--version"], cancellation) else { return nil }
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    /// Lets systemd check a unit before it is put in place; where it is not there, nothing is checked.
    ///
    /// - Throws: `DRError` with what systemd says.
    static func verify(_ unit: ServiceUnit, isUser: Bool, _ cancellation: Cancellation) throws {
        // Without a session of that user systemd-analyze cannot even begin.
        guard isThere("systemd-analyze"), !isUser || getenv("XDG_RUNTIME_DIR") != nil else { return }
        var name = Array("/tmp/dr-unit-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw DRError.system("make", "/tmp", errno: clinux_errno()) }
        let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = folder + "/" + unit.name
        defer {
            unlink(path)
            rmdir(folder)
        }
        try FileBytes.replace(path, with: Array(unit.text.utf8))
        let words = ["systemd-analyze"] + (isUser ? ["--user"] : []) + ["--man=no", "verify", path]
        try run(words, cancellation)
    }

    /// Runs a program; what it says is not shown when it succeeds.
    ///
    /// - Throws: `DRError` with the end of what it said when it fails.
    static func run(_ words: [String], _ cancellation: Cancellation) throws {
        var program = BoundedProgram(words, timeout: 120)
        program.keepsErrors = true
        let outcome = try program.run(cancellation: cancellation)
        guard outcome.status == .exited(0) else {
            let said = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
            throw DRError(
                .failed,
                "\(words[0]) \(outcome.status)",
                object: words.joined(separator: " "),
                hint: said.first,
                details: said
            )
        }
    }

    private static func output(_ words: [String], _ cancellation: Cancellation) throws -> String {
        String(decoding: try BoundedProgram(words, timeout: 10).run(cancellation: cancellation).output, as: UTF8.self)
    }

    private static func isThere(_ program: String) -> Bool {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
