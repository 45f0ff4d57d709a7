import DRCore
import DRPolicy
import DRRepository
import DRStorage

/// The files of a restore point, for comparing them with those of another.
struct RestorePointFiles {
    /// A file.
    struct File {
        let content: [ObjectID]
    }

    /// The files by their paths.
    private(set) var files: [[UInt8]: File] = [:]

    /// Reads all directories of a restore point.
    ///
    /// - Throws: `DRError` for a directory that cannot be read; the cancellation's error.
    init(_ snapshot: Snapshot, _ repository: Repository, _ codec: BlobCodec, _ cancellation: Cancellation) throws {
        try TreeWalker(repository, codec).walk(snapshot.tree) { path, node in
            // What dr adds to a snapshot is not part of the plan.
            if path.elementsEqual("/.dr-records".utf8) { return .skip }
            guard node.kind == .file else {
                try cancellation.check()
                return .descend
            }
            files[path] = File(content: node.content ?? [])
            return .skip
        }
    }

    /// Whether most files are of no known kind and did not compress, as encrypted files do not; such a point cannot be what
    /// others are compared with.
    func looksLikeNoise(_ repository: Repository, _ codec: BlobCodec) throws -> Bool {
        var (seen, noise) = (0, 0)
        for (_, file) in files.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where seen < Self.sampleCount {
            guard let first = file.content.first, let place = repository.index.location(.data, first) else { continue }
            seen += 1
            let isDense = place.contentLength >= 64 && (place.length - 32) * 20 >= place.contentLength * 19
            if isDense, try kind(of: first, repository, codec) == nil { noise += 1 }
        }
        return seen >= 4 && noise * 2 > seen
    }

    /// What tells a later restore point apart from this one.
    func signs(
        of later: RestorePointFiles,
        _ repository: Repository,
        _ codec: BlobCodec,
        _ cancellation: Cancellation
    ) throws -> RestorePointSigns {
        var signs = RestorePointSigns()
        signs.files = files.count
        let added = Set(later.files.keys).subtracting(files.keys)
        var additions: [[UInt8]: [UInt8]] = [:]
        for path in added { if let old = original(of: path) { additions[old] = path } }
        var suffixes: [[UInt8]: Int] = [:]
        for (path, file) in files {
            try cancellation.check()
            let isCanary = path.split(separator: UInt8(ascii: "/")).last?.starts(with: "canary".utf8) == true
            if isCanary { signs.canaries += 1 }
            let same = later.files[path]
            let place = same == nil ? additions[path] : nil
            if same == nil, let place { suffixes[Array(place.dropFirst(path.count)), default: 0] += 1 }
            guard let now = same ?? place.flatMap({ later.files[$0] }) else {
                signs.removed += 1
                if isCanary { signs.canariesDamaged += 1 }
                continue
            }
            guard now.content != file.content else { continue }
            signs.changed += 1
            if isCanary { signs.canariesDamaged += 1 }
            try compare(file, now, &signs, repository, codec)
        }
        if let most = suffixes.max(by: { $0.value < $1.value }) {
            signs.renamed = most.value
            signs.suffix = String(decoding: most.key, as: UTF8.self)
        }
        return signs
    }

    /// The file whose name begins a new name, such as `a.txt` that of `a.txt.locked`.
    private func original(of path: [UInt8]) -> [UInt8]? {
        var name = path
        while let dot = name.lastIndex(of: UInt8(ascii: ".")), !name[dot...].contains(UInt8(ascii: "/")) {
            name = Array(name[..<dot])
            if files[name] != nil { return name }
        }
        return nil
    }

    /// The most files whose first bytes are read.
    private static let sampleCount = 64

    private func compare(
        _ old: File,
        _ new: File,
        _ signs: inout RestorePointSigns,
        _ repository: Repository,
        _ codec: BlobCodec
    ) throws {
        for blob in old.content { add(blob, repository, &signs.bytesBefore, &signs.storedBefore) }
        for blob in new.content { add(blob, repository, &signs.bytesNow, &signs.storedNow) }
        guard signs.kindsKnown < Self.sampleCount, let first = old.content.first, let second = new.content.first,
            try kind(of: first, repository, codec) != nil
        else { return }
        signs.kindsKnown += 1
        if try kind(of: second, repository, codec) == nil { signs.kindsLost += 1 }
    }

    private func add(_ blob: ObjectID, _ repository: Repository, _ bytes: inout UInt64, _ stored: inout UInt64) {
        guard let place = repository.index.location(.data, blob) else { return }
        bytes += UInt64(place.contentLength)
        stored += UInt64(max(place.length - 32, 0))
    }

    private func kind(of blob: ObjectID, _ repository: Repository, _ codec: BlobCodec) throws -> ContentKind? {
        let buffer = ByteBuffer()
        try repository.loadBlob(.data, blob, codec, into: buffer)
        return ContentKind.of(buffer.bytes.prefix(512))
    }
}
