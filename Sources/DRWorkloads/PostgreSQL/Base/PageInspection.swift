import CLinux
import DRCore
import Synchronization

/// Checks the checksums of pages while they are copied; used by several threads.
///
/// A page that the server is just writing can be read half old and half new. It is read again then: when it differs, it was
/// being written, which recovery repairs from the log; when it stays as it is, it is corrupt.
final class PageInspection: Sendable {
    private struct Findings {
        var checked: UInt64 = 0
        var bad: [String: [UInt32]] = [:]
        var counts: [String: Int] = [:]
    }

    /// Of each file so many bad pages are named.
    private static let namedPages = 100
    /// A page that changes at every reading is being written all the time.
    private static let readings = 20

    private let findings = Mutex(Findings())
    private let isOn: Bool
    private let pagesPerFile: UInt32

    /// Prepares.
    init(_ control: ControlFile) {
        isOn = control.hasPageChecksums && control.pageSize == UInt32(PageChecks.pageSize)
        pagesPerFile = control.pagesPerFile
    }

    /// Checks what was read of a file, and reads pages again that seem wrong.
    ///
    /// - Parameters:
    ///   - bytes: what was read from `offset` on, a multiple of the size of a page; renewed where the file changed.
    func check(
        _ bytes: UnsafeMutableRawBufferPointer,
        at offset: Int,
        of file: ClusterFile,
        _ source: borrowing FileDescriptor
    ) throws {
        guard isOn, let relation = file.relation else { return }
        let size = PageChecks.pageSize
        let first = relation.segment &* pagesPerFile &+ UInt32(truncatingIfNeeded: offset / size)
        let count = bytes.count / size
        var page = 0
        while page < count {
            let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[(page * size)...])
            let block = first &+ UInt32(truncatingIfNeeded: page)
            guard let bad = PageChecks.firstBadPage(rest, block: block) else { break }
            page += bad
            let place = page * size..<(page + 1) * size
            let space = UnsafeMutableRawBufferPointer(rebasing: bytes[place])
            let number = first &+ UInt32(truncatingIfNeeded: page)
            if try !settle(space, block: number, at: offset + place.lowerBound, of: file, source) {
                note(number, in: file.path)
            }
            page += 1
        }
        findings.withLock { $0.checked += UInt64(count) }
    }

    /// Reads a page until it is right; false when it is corrupt.
    private func settle(
        _ page: UnsafeMutableRawBufferPointer,
        block: UInt32,
        at offset: Int,
        of file: ClusterFile,
        _ source: borrowing FileDescriptor
    ) throws -> Bool {
        var last = [UInt8](page)
        for _ in 0..<Self.readings {
            usleep(5_000)
            let got = try source.read(into: page, at: offset, path: file.path)
            // The file was cut off here: what is gone needs no checksum.
            guard got == page.count else {
                page[got...].initializeMemory(as: UInt8.self, repeating: 0)
                return true
            }
            if PageChecks.firstBadPage(UnsafeRawBufferPointer(page), block: block) == nil { return true }
            let now = [UInt8](page)
            if now == last { return false }
            last = now
        }
        return true
    }

    private func note(_ block: UInt32, in path: String) {
        findings.withLock { findings in
            findings.counts[path, default: 0] += 1
            if findings.counts[path, default: 0] <= Self.namedPages { findings.bad[path, default: []].append(block) }
        }
    }

    /// Pages that were checked.
    var checkedPages: UInt64 { findings.withLock { $0.checked } }

    /// The corrupt ones, by file.
    var badPages: [BaseBackupRecord.BadPages] {
        findings.withLock { findings in
            findings.bad.sorted { $0.key < $1.key }.map { path, blocks in
                BaseBackupRecord.BadPages(file: path, blocks: blocks.sorted(), count: findings.counts[path] ?? 0)
            }
        }
    }
}
