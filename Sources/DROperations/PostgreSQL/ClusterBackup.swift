import DRCore
import DRPolicy
import DRRepository
import DRStorage
import DRWorkloads

/// Backs up the cluster of a plan: a base backup whose log is certain to be in the same repository.
struct ClusterBackup {
    private let access: ClusterAccess
    private let context: JobContext
    private let progress: BackupProgress
    private let onProblem: @Sendable (SourceProblem) -> Void

    init(
        _ plan: String,
        _ context: JobContext,
        _ progress: BackupProgress,
        onProblem: @escaping @Sendable (SourceProblem) -> Void
    ) throws {
        access = try ClusterAccess(
            context.installation,
            plan: plan,
            cancellation: context.cancellation,
            note: context.note
        )
        self.context = context
        self.progress = progress
        self.onProblem = onProblem
    }

    /// Makes the base backup.
    ///
    /// - Throws: what `BaseBackup.run` throws.
    func run(_ options: BackupOptions, _ opening: PlanOpening) throws -> (
        report: BackupReport, record: BaseBackupRecord
    ) {
        let isRemote = access.settings.dataDirectory == nil && !access.settings.host.hasPrefix("/")
        var settings = BaseBackupSettings(dataDirectory: isRemote ? "" : try access.dataDirectory())
        settings.blockSize = Int(access.source.blockSize)
        settings.hasReceiver = access.source.wal.slot != nil
        settings.lastSegmentPatience = access.source.wal.wait.inSeconds
        settings.note = context.note
        let identifier = try access.systemIdentifier()
        let root = "/\(BaseBackupRecord.folder)/\(identifier)"
        var options = options
        options.tags += [BaseBackupRecord.tag, BaseBackupRecord.tag(ofCluster: identifier)]
        if isRemote { return try runRemote(settings, options, root, opening) }
        let backup = BaseBackup(
            settings,
            options: options,
            progress: progress,
            cancellation: context.cancellation,
            onProblem: onProblem
        )
        return try backup.run(access.connect()) { [options] in
            try opening.open(options) { [root] }
        } beforeCommit: {
            try opening.confirm()
        }
    }
}

extension ClusterBackup {
    /// Has the server send its files, as they are not on this machine.
    private func runRemote(
        _ settings: BaseBackupSettings,
        _ options: BackupOptions,
        _ root: String,
        _ opening: PlanOpening
    ) throws -> (report: BackupReport, record: BaseBackupRecord) {
        let folder = context.installation.stateDirectory + "/scratch"
        return try ScratchFolder.with(in: folder) { scratch in
            let backup = RemoteBaseBackup(
                program: try access.program("pg_basebackup"),
                connectionText: try access.connectionText(passwordFile: scratch.path + "/password"),
                settings,
                options: options,
                progress: progress,
                cancellation: context.cancellation
            )
            return try backup.run(access.connect()) {
                try opening.open(options) { [root] }
            } beforeCommit: {
                try opening.confirm()
            }
        }
    }
}

extension RunRecord {
    /// Takes over what a base backup found: with corrupt pages it is there, but somebody must look at the cluster.
    mutating func take(_ record: BaseBackupRecord) {
        guard let first = record.badPages.first else { return }
        let pages = record.badPages.reduce(0) { $0 + $1.count }
        outcome = .incomplete
        exitCode = DRError.Code.sourcesUnreadable.rawValue
        message =
            "the cluster has corrupt pages: \(pages) in files: \(record.badPages.count); the backup holds them as they are"
        object = first.file
        hint = "an earlier base backup may hold them whole: dr restore --plan NAME --at TIME; look at the storage"
    }
}
