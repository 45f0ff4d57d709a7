import DRCore
import DRTestSupport

/// The commands of the documentation that recover a cluster without `dr`, as they stand there.
enum RecoveryByHand {
    /// The block of docs/postgresql.md after this line, with its three variables set.
    private static let mark = "<!-- by hand -->"

    /// The script for a repository.
    static func script(repository: String, passwordFile: String, target: String) throws -> String {
        let path = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/docs/postgresql.md"
        guard let bytes = try FileBytes.read(path, limit: 1 << 20) else {
            throw DRError(.failed, "the documentation is not there", object: path)
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: mark[...]) else {
            throw DRError(.failed, "the documentation has no such block", object: mark)
        }
        let block = lines[(start + 1)...].drop { $0 != "```sh" }.dropFirst().prefix { $0 != "```" }
            .filter { !$0.hasPrefix("export ") && !$0.hasPrefix("target=") }
        return """
            export RESTIC_REPOSITORY=\(repository) RESTIC_PASSWORD_FILE=\(passwordFile) RESTIC_CACHE_DIR=\(target).cache
            target=\(target)
            \(block.joined(separator: "\n"))

            """
    }
}
