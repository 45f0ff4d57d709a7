import CLinux
import DRCore

/// Writes large pieces of large new files past the page cache; belongs to one thread.
///
/// Through the cache the kernel lets one thread at a time write to a file and makes the others spin. Past it all write
/// at once, nothing is copied, and the memory of the machine is left to others (open(2), O_DIRECT).
final class DirectWriter {
    /// Places in the file and in memory must be multiples of this, as every common device allows.
    static let alignment = 4096
    /// Smaller files fit into the cache and are written behind, bytes.
    private static let fileLimit = 64 << 20
    /// For smaller pieces waiting for the device costs more than the copy, bytes.
    private static let pieceLimit = 64 << 10

    private let open = DescriptorCache(capacity: 8)
    /// Files whose file system does not take part.
    private var refused: Set<Int32> = []

    /// The bytes to leave free before a blob in memory, so that its place there fits to its place in the file.
    static func padding(_ offset: Int) -> Int { offset % alignment }

    /// Writes the aligned part of a blob, and returns which part of it was written; the rest is for the cache.
    ///
    /// - Parameters:
    ///   - offset: where the blob lies in the file, in bytes.
    ///   - file: the number of the file, which holds nothing yet.
    ///   - size: what the file will have, in bytes.
    ///   - reopen: opens the file with additional flags; less than zero with `errno` when it cannot.
    /// - Throws: `TargetFailure`.
    func write(
        _ bytes: UnsafeRawBufferPointer,
        at offset: Int,
        to file: Int32,
        size: Int,
        reopen: (_ flags: Int32) throws -> Int32
    ) throws -> Range<Int> {
        let start = (Self.alignment - offset % Self.alignment) % Self.alignment
        let end = bytes.count - (offset + bytes.count) % Self.alignment
        guard size >= Self.fileLimit, end - start >= Self.pieceLimit, let base = bytes.baseAddress,
            Int(bitPattern: base + start) % Self.alignment == 0,
            let descriptor = try descriptor(of: file, size: size, reopen)
        else { return 0..<0 }
        var done = start
        while done < end {
            let written = pwrite(descriptor, base + done, end - done, offset + done)
            if written >= 0 {
                done += written
                // What is left of a short write begins at an odd place.
                if written % Self.alignment != 0 { break }
                continue
            }
            let number = clinux_errno()
            if number == EINTR { continue }
            guard number == EINVAL else { throw TargetFailure("write", number) }
            refused.insert(file)
            break
        }
        return start..<done
    }

    /// Forgets a finished file.
    func finish(_ file: Int32) { open.remove(file) }

    private func descriptor(of file: Int32, size: Int, _ reopen: (Int32) throws -> Int32) throws -> Int32? {
        if let known = open.find(file) { return known }
        guard !refused.contains(file) else { return nil }
        let raw = try reopen(clinux_open_direct)
        guard raw >= 0 else {
            refused.insert(file)
            return nil
        }
        // Only space that is there already is written by several threads at once.
        while clinux_allocate(raw, size) != 0 {
            let number = clinux_errno()
            if number == EINTR { continue }
            close(raw)
            guard number == EOPNOTSUPP || number == ENOSYS else { throw TargetFailure("reserve space", number) }
            refused.insert(file)
            return nil
        }
        open.insert(file, raw)
        return raw
    }
}
