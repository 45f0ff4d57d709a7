import CLinux
import DRCore
import DROperations
import DRPolicy

/// The command by which a recovering server fetches its log, as this process would: the same program, configuration or
/// repository.
struct RestoreCommandLine {
    /// The command.
    let text: String
    /// The program that it runs.
    let program: String

    /// - Parameter cluster: the system identifier.
    init(_ place: RepositoryPlace, _ repository: RepositoryOptions, plan: String?, cluster: UInt64) throws {
        var words = try Self.command()
        program = words[0]
        switch place {
        case .configured(let configured):
            words += ["-e", configured.installation.environment]
            let base = try AbsolutePath.resolved(configured.installation.sources.base.name)
            words += ["--config", base.lastIndex(of: "/").map { String(base[..<$0]) } ?? "."]
            if let plan { words += ["--plan", plan] } else { words += ["--repository", configured.name] }
        case .place(let url):
            words += ["--repo", url]
            if let file = repository.passwordFile { words += ["--password-file", try AbsolutePath.resolved(file)] }
            if let command = repository.passwordCommand { words += ["--password-command", command] }
        }
        words += ["--cluster", String(cluster)]
        text = words.map(Self.quoted).joined(separator: " ") + " \"%f\" \"%p\""
    }

    /// The quick client beside this program, else this program.
    private static func command() throws -> [String] {
        let program = try AbsolutePath.ofThisProgram()
        let client = program + "-wal"
        return access(client, X_OK) == 0 ? [client, "get"] : [program, "wal", "get"]
    }

    /// A word for the shell; a percent sign is doubled, as the server replaces it.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "/._-+=:,@".utf8.contains(byte)
        }
        guard !plain else { return word }
        let doubled = word.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
        return "'" + doubled.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
