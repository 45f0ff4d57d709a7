import DRCore
import DRStorage

/// Reads packs completely and checks every byte of them; belongs to one thread.
///
/// A pack passes through in windows of some blobs, so that memory stays small and each byte is hashed, decrypted and
/// unfolded while it is in the cache: the pack's own hash, then authentication, decryption, decompression and the hash
/// of the content, once each.
final class PackExaminer: @unchecked Sendable {
    // Handed from thread to thread, never shared.
    struct Findings {
        var reasons: [String] = []
        var badBlobs: [PackHeader.Entry] = []

        var isClean: Bool { reasons.isEmpty }
    }

    /// Of a pack whose blobs, as the index has them, do not fill it from its start on.
    static let gapsReason = "the index lists blobs that lie one over the other or leave gaps"

    /// Bytes that are read at a time, unless one blob is longer.
    private static let windowSize = 2 << 20
    /// Content that is unfolded before it is hashed: several blobs, so that two hashes can run side by side.
    private static let contentSize = 2 << 20

    private let repository: Repository
    private let cancellation: Cancellation
    private let progress: MaintenanceProgress
    private let codec: BlobCodec
    private let packHasher: SHA256Hasher
    private let window = ByteBuffer()
    private let content = ByteBuffer()
    /// What lies in `content`, still to be hashed.
    private var unfolded: [(entry: PackHeader.Entry, range: Range<Int>)] = []

    init(_ repository: Repository, _ cancellation: Cancellation, _ progress: MaintenanceProgress) throws {
        self.repository = repository
        self.cancellation = cancellation
        self.progress = progress
        codec = try repository.makeCodec()
        packHasher = try SHA256Hasher()
    }

    /// Checks a pack against the index; a bad one is read once more, as the fault may lie on the way from the storage.
    ///
    /// - Parameter size: the bytes that the storage says the pack has.
    func examine(_ pack: BlobIndex.PackContent, size: Int) throws -> Findings {
        let findings = try readOnce(pack, size)
        return findings.isClean ? findings : try readOnce(pack, size)
    }

    private func readOnce(_ pack: BlobIndex.PackContent, _ size: Int) throws -> Findings {
        var findings = Findings()
        let contentEnd = pack.entries.last.map { $0.offset + $0.length } ?? 0
        do {
            if pack.isContiguous, contentEnd <= size, size - contentEnd <= PackHeader.limit {
                try readInOrder(pack, size, contentEnd, &findings)
            } else {
                let isOfSize = size == pack.expectedSize
                findings.reasons.append(
                    isOfSize ? Self.gapsReason : "\(size) bytes long, where the index says \(pack.expectedSize)"
                )
                try readEach(pack, &findings)
            }
        } catch {
            // A read failed: what was not reached counts as bad.
            findings.reasons.append(try repository.damage(behind: error).message)
            findings.badBlobs = pack.entries
        }
        return findings
    }

    private func readInOrder(
        _ pack: BlobIndex.PackContent,
        _ size: Int,
        _ contentEnd: Int,
        _ findings: inout Findings
    ) throws {
        let entries = pack.entries
        packHasher.begin()
        var next = 0
        while next < entries.count {
            try cancellation.check()
            let first = next
            let start = entries[first].offset
            var end = start
            while next < entries.count, next == first || end + entries[next].length - start <= Self.windowSize {
                end += entries[next].length
                next += 1
            }
            try read(pack.id, start..<end)
            checkWindow(entries[first..<next], from: start, &findings)
        }
        try read(pack.id, contentEnd..<size)
        packHasher.update(window.bytes)
        checkHeader(of: pack, contentEnd, &findings)
        if packHasher.finish() != pack.id { findings.reasons.append("the bytes do not match the name") }
    }

    /// Checks the blobs in the window, which begins at `start` of the pack, and adds the window to the pack's hash.
    private func checkWindow(_ entries: ArraySlice<PackHeader.Entry>, from start: Int, _ findings: inout Findings) {
        var hashed = 0
        content.removeAll()
        unfolded.removeAll(keepingCapacity: true)
        for entry in entries {
            let end = entry.offset - start + entry.length
            let stored = UnsafeRawBufferPointer(rebasing: window.bytes[entry.offset - start..<end])
            let contentStart = content.count
            do {
                try codec.unfold(stored, entry.uncompressedLength, into: content)
                unfolded.append((entry, contentStart..<content.count))
            } catch {
                content.resize(to: contentStart)
                note(error, entry, &findings)
            }
            if content.count >= Self.contentSize {
                hashUnfolded(beside: hashed..<end, &findings)
                hashed = end
            }
        }
        hashUnfolded(beside: hashed..<window.count, &findings)
    }

    /// Checks what was unfolded against its ids, and adds a part of the window to the pack's hash.
    private func hashUnfolded(beside part: Range<Int>, _ findings: inout Findings) {
        let ids = codec.contentHasher.hash(
            unfolded.map { UnsafeRawBufferPointer(rebasing: content.bytes[$0.range]) },
            beside: packHasher,
            part: UnsafeRawBufferPointer(rebasing: window.bytes[part])
        )
        for (id, blob) in zip(ids, unfolded) where id != blob.entry.id {
            note(BlobCodec.mismatch(blob.entry.id), blob.entry, &findings)
        }
        content.removeAll()
        unfolded.removeAll(keepingCapacity: true)
    }

    /// For packs whose size or order is wrong: every blob by itself.
    private func readEach(_ pack: BlobIndex.PackContent, _ findings: inout Findings) throws {
        for entry in pack.entries {
            try cancellation.check()
            do {
                try read(pack.id, entry.offset..<entry.offset + entry.length)
                check(entry, window.bytes, &findings)
            } catch {
                findings.reasons.append("\(Self.name(entry)): \(try repository.damage(behind: error).message)")
                findings.badBlobs.append(entry)
            }
        }
    }

    private func read(_ pack: ObjectID, _ range: Range<Int>) throws {
        window.removeAll()
        try repository.backend.load(ObjectName(.pack, pack), range: range, into: window)
        progress.add(bytes: range.count)
    }

    private func check(_ entry: PackHeader.Entry, _ stored: UnsafeRawBufferPointer, _ findings: inout Findings) {
        do {
            content.removeAll()
            try codec.decode(stored, id: entry.id, uncompressedLength: entry.uncompressedLength, into: content)
        } catch {
            note(error, entry, &findings)
        }
    }

    private func note(_ error: any Error, _ entry: PackHeader.Entry, _ findings: inout Findings) {
        findings.reasons.append("\(Self.name(entry)): \(DRError(anyStorageError: error).message)")
        findings.badBlobs.append(entry)
    }

    /// Checks what is in the window from `contentEnd` on: the header and its length.
    private func checkHeader(of pack: BlobIndex.PackContent, _ contentEnd: Int, _ findings: inout Findings) {
        do {
            let length = window.count - PackHeader.lengthField
            guard length >= Sealer.overhead else { throw DRError(.integrity, "there is none") }
            let field = window.bytes.loadUnaligned(fromByteOffset: length, as: UInt32.self)
            guard Int(UInt32(littleEndian: field)) == length else {
                throw DRError(.integrity, "its length is \(UInt32(littleEndian: field)) where \(length) bytes are left")
            }
            content.removeAll()
            try codec.sealer.open(UnsafeRawBufferPointer(rebasing: window.bytes[0..<length]), into: content)
            guard try PackHeader.parse(content.bytes, contentLength: contentEnd) == pack.entries else {
                throw DRError(.integrity, "it lists other blobs than the index")
            }
        } catch {
            findings.reasons.append("the pack header is damaged: \(DRError(anyStorageError: error).message)")
        }
    }

    private static func name(_ entry: PackHeader.Entry) -> String { "\(entry.type.name) blob \(entry.id.short)" }
}
