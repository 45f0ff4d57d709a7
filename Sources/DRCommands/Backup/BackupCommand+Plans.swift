import ArgumentParser
import DRCore
import DROperations
import DRRepository

extension BackupCommand {
    /// Whether the words are plans of a configuration, and not paths.
    ///
    /// A word with a slash is a path, and so are all beside it; so are words beside a named repository. Else an
    /// environment that is named goes before `DR_REPOSITORY`, and that before a configuration that is just there.
    func isOfPlans() throws -> Bool {
        guard !stdin, !stdinFromCommand, repository.repo == nil, repository.repository == nil,
            !paths.contains(where: Self.isPath)
        else { return false }
        if installation.environment != nil || installation.config != nil { return true }
        if Environment.value("DR_ENVIRONMENT") != nil { return true }
        return try Environment.value("DR_REPOSITORY") == nil && installation.isPresent()
    }

    /// Throws when an option belongs to a backup of paths.
    func refusePathOptions() throws {
        let given: [(String, Bool)] = [
            ("--parent", parent != nil),
            ("--with-atime", withAtime), ("--ignore-inode", ignoreInode), ("--ignore-ctime", ignoreCtime),
            ("--dry-run", dryRun), ("--tag", !marks.tag.isEmpty), ("--host", marks.host != nil),
            ("--time", marks.time != nil), ("--compression", storing.compression != .auto),
            ("--no-extra-verify", storing.noExtraVerify), ("--password-file", repository.passwordFile != nil),
            ("--password-command", repository.passwordCommand != nil), ("--exclude", exclusion.isGiven),
        ]
        if let option = given.first(where: \.1)?.0 {
            throw DRError(
                .usage,
                "this option is for a backup of paths; of plans the configuration says it",
                object: option,
                hint: "set it in the plan, or name a repository with --repo"
            )
        }
    }

    /// Whether a word cannot be the name of a plan.
    private static func isPath(_ word: PathArgument) -> Bool { word.text.contains("/") || word.text.hasPrefix(".") }
}
