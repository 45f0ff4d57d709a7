import DRCore
import DRPolicy
import DRRepository
import DRWorkloads

/// What the configuration of a plan means for the backup engine.
package enum PlanOptions {
    /// The tag of every snapshot that a plan made.
    package static let commonTag = "dr"

    /// The tag of the snapshots of a plan.
    package static func tag(ofPlan name: String) -> String { "plan:" + name }

    /// The plan that a tag names; nil for other tags.
    package static func plan(ofTag tag: String) -> String? {
        let prefix = Self.tag(ofPlan: "")
        return tag.hasPrefix(prefix) && tag.count > prefix.count ? String(tag.dropFirst(prefix.count)) : nil
    }

    /// The tag of the snapshots of an environment.
    package static func tag(ofEnvironment name: String) -> String { "env:" + name }

    /// The options of a backup.
    ///
    /// - Throws: `DRError` (usage) for a malformed pattern; `DRError` when the records cannot be read.
    static func make(_ job: Job, _ plan: BackupPlan, _ installation: Installation) throws -> BackupOptions {
        var options = BackupOptions(exclusion: try exclusion(plan.files))
        options.kind = job.kind == .full ? .full : .incremental
        options.targets = (plan.files?.paths ?? []).map { Array($0.utf8) }
        options.excludes = plan.files?.exclude ?? []
        options.tags =
            [commonTag, tag(ofPlan: job.plan), tag(ofEnvironment: installation.environment)] + plan.tags
        options.hostname = installation.host
        options.time = installation.clock.now
        options.programVersion = ProgramVersion.text
        options.records = try Records.files(of: installation)
        return options
    }

    private static func exclusion(_ files: FileSource?) throws -> Exclusion {
        guard let files else { return try Exclusion() }
        return try Exclusion(
            patterns: files.exclude.map { Array($0.utf8) },
            tags: files.excludesCaches ? [.cache] : [],
            staysOnDevice: files.oneFileSystem
        )
    }
}
