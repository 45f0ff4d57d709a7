import CArchive
import CLinux
import DRCore
import DRRepository
import Synchronization

/// Takes in the entries of one archive; for one thread.
struct ImportRun {
    private(set) var tree: ImportTree
    /// Names of files at the top whose content is wanted beside what is stored.
    var captures: Set<String> = []
    /// The content of these, by name.
    private(set) var captured: [String: [UInt8]] = [:]

    private let reader: ArchiveReader
    private let content: ImportContent
    private let nodes: ImportedNode
    private let progress: ArchiveProgress
    private let findings: ArchiveFindings
    private let cancellation: Cancellation

    /// - Parameter time: what entries and directories get for which the archive gives none.
    init(
        _ reader: ArchiveReader,
        _ content: ImportContent,
        time: Timestamp,
        _ progress: ArchiveProgress,
        _ findings: ArchiveFindings,
        _ cancellation: Cancellation
    ) {
        self.reader = reader
        self.content = content
        self.progress = progress
        self.findings = findings
        self.cancellation = cancellation
        nodes = ImportedNode(time: time, keepsOwners: reader.keepsOwners)
        tree = ImportTree(time: time, uid: HostIdentity.current.uid, gid: HostIdentity.current.gid)
    }

    /// Reads the archive to its end.
    mutating func readAll() throws {
        while let header = try reader.next() {
            try cancellation.check()
            progress.entries.wrappingAdd(1, ordering: .relaxed)
            guard let name = ArchiveEntry.bytes(archive_entry_pathname(header)) else {
                findings.report([], reader.warning ?? "an entry has no name", isMissing: true)
                continue
            }
            if let warning = reader.warning { findings.report(name, warning, isMissing: false) }
            switch ArchivePath(name) {
            case .root: continue
            case .refused(let reason): findings.report(name, reason, isMissing: true)
            case .place(let place):
                do {
                    try take(header, name, place)
                } catch let refusal as ImportTree.Refusal {
                    findings.report(name, refusal.reason, isMissing: true)
                }
            }
        }
    }

    private mutating func take(_ header: OpaquePointer, _ name: [UInt8], _ place: [[UInt8]]) throws {
        if let target = ArchiveEntry.bytes(archive_entry_hardlink(header)) {
            return try link(header, place, target)
        }
        var node = nodes.make(header) { findings.report(name, $0, isMissing: false) }
        switch node.kind {
        case .directory: try tree.addDirectory(node, at: place)
        case .file:
            try tree.prepare(place)
            let name = place.count == 1 ? String(decoding: place[0], as: UTF8.self) : ""
            let chunks = try readContent(header, &node, capturing: captures.contains(name) ? name : nil)
            try tree.add(ImportFile(node, content: chunks), at: place)
        case .symlink, .blockDevice, .characterDevice, .fifo:
            try tree.add(ImportFile(node, content: 0..<0), at: place)
        case .socket, .irregular: throw ImportTree.Refusal(reason: "an entry of a kind that is not kept")
        }
    }

    /// Gives a file another name; content that comes with it is that of all its names, as cpio has it.
    private mutating func link(_ header: OpaquePointer, _ place: [[UInt8]], _ target: [UInt8]) throws {
        let text = String(decoding: target, as: UTF8.self)
        guard case .place(let from) = ArchivePath(target), let file = tree.file(at: from) else {
            throw ImportTree.Refusal(reason: "it is a link to '\(text)', which is not in the archive before it")
        }
        try tree.prepare(place)
        if file.node.kind == .file, archive_entry_size_is_set(header) != 0, archive_entry_size(header) > 0 {
            file.content = try readContent(header, &file.node)
        }
        if from != place { try tree.add(file, at: place) }
    }

    /// Stores the content of an entry, holes as zeros, and sets the size of the node.
    private mutating func readContent(
        _ header: OpaquePointer,
        _ node: inout Node,
        capturing name: String? = nil
    ) throws -> Range<Int> {
        content.begin()
        var length = 0
        while let (bytes, offset) = try reader.nextBlock() {
            try cancellation.check()
            if offset > length { try content.appendZeros(offset - length, cancellation) }
            length = max(length, offset)
            guard offset == length else {
                throw DRError(.failed, "the archive has overlapping content", object: reader.input.name)
            }
            try content.append(bytes)
            if let name { captured[name, default: []] += bytes }
            length += bytes.count
            progress.contentBytes.wrappingAdd(UInt64(bytes.count), ordering: .relaxed)
        }
        let size = archive_entry_size_is_set(header) != 0 ? Int(archive_entry_size(header)) : length
        if size > length {
            try content.appendZeros(size - length, cancellation)
            length = size
        }
        node.size = UInt64(length)
        return try content.end()
    }
}
