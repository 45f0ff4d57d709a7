import CArchive
import DRCore
import DRRepository
import Synchronization

/// Writes a snapshot, or a part of it, as an archive, with all metadata that the format can hold.
package struct SnapshotExport {
    private let repository: Repository
    private let format: ArchiveFormat
    private let progress: ArchiveProgress
    private let cancellation: Cancellation
    private let findings: ArchiveFindings

    /// Prepares an export; the index of the repository must be loaded.
    ///
    /// - Parameter onProblem: called for each entry, or part of its metadata, that the format cannot hold.
    package init(
        _ repository: Repository,
        format: ArchiveFormat,
        progress: ArchiveProgress = ArchiveProgress(),
        cancellation: Cancellation,
        onProblem: @escaping @Sendable (SourceProblem) -> Void = { _ in }
    ) {
        self.repository = repository
        self.format = format
        self.progress = progress
        self.cancellation = cancellation
        findings = ArchiveFindings(progress, onProblem)
    }

    /// Writes the archive, in blocks of a MiB; one that fails has no end mark.
    ///
    /// - Throws: `DRError` (integrity) naming the path whose content or directory is damaged; what `write` throws.
    package func run(
        _ root: ExportRoot,
        write: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> ExportReport {
        let progress = progress
        let writer = try ArchiveWriter(format) { bytes in
            try write(bytes)
            progress.archiveBytes.wrappingAdd(UInt64(bytes.count), ordering: .relaxed)
        }
        let entry = try ArchiveEntry()
        var path: [UInt8] = []
        var isLeftOut = false
        try ContentPipeline<ExportItem>.run(
            repository,
            cancellation: cancellation,
            plan: { [repository, format, cancellation] target in
                var plan = ExportPlan(repository, format, target, cancellation)
                try plan.make(root)
            },
            mark: { item in
                path = item.path
                isLeftOut = try !begin(item, entry, writer)
                progress.entries.wrappingAdd(1, ordering: .relaxed)
            },
            content: { bytes in
                guard !isLeftOut else { return }
                try writer.write(bytes, Self.text(path))
                progress.contentBytes.wrappingAdd(UInt64(bytes.count), ordering: .relaxed)
            },
            damaged: { error in DamagedContent.error(error, Self.text(path)) }
        )
        try writer.close()
        return ExportReport(
            entries: progress.entries.load(ordering: .relaxed),
            contentBytes: progress.contentBytes.load(ordering: .relaxed),
            archiveBytes: progress.archiveBytes.load(ordering: .relaxed),
            problems: findings.problems,
            problemCount: progress.problems.load(ordering: .relaxed)
        )
    }

    /// Writes the header of an entry; false when the format cannot hold such an entry.
    private func begin(_ item: ExportItem, _ entry: ArchiveEntry, _ writer: ArchiveWriter) throws -> Bool {
        if let reason = refusal(item.node.kind) {
            findings.report(item.path, reason, isMissing: true)
            return false
        }
        try entry.set(item.node, path: item.path, size: item.size, inode: item.number)
        if let name = item.firstName, format.isTar {
            ArchiveEntry.withCString(name) { archive_entry_copy_hardlink(entry.handle, $0) }
        }
        if format.isTar {
            for name in try entry.setAttributes(of: item.node, Self.text(item.path)) {
                let text = Self.text(name)
                findings.report(item.path, "tar cannot hold its extended attribute '\(text)'", isMissing: false)
            }
        } else if !item.node.extendedAttributes.isEmpty {
            findings.report(item.path, "\(format.rawValue) holds no extended attributes", isMissing: false)
        }
        let isText = String(validating: item.path, as: UTF8.self) != nil
        if let warning = try writer.begin(entry, Self.text(item.path), isText: isText) {
            findings.report(item.path, warning, isMissing: false)
        }
        return true
    }

    /// Why an entry of a kind cannot be in the archive; nil when it can.
    private func refusal(_ kind: Node.Kind) -> String? {
        switch kind {
        case .file, .directory, .symlink: nil
        case .blockDevice, .characterDevice, .fifo: format == .zip ? "zip holds no devices and fifos" : nil
        case .socket: "archives hold no sockets"
        case .irregular: "the kind of the entry is not known"
        }
    }

    private static func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}
