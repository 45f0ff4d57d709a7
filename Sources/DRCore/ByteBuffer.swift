/// A growable run of raw bytes, aligned to 64 bytes, that one thread owns at a time.
///
/// The unit in which bytes move between the layers. Growing never zeroes memory, and clearing keeps it,
/// so a buffer that is used again costs nothing. Views such as `bytes` are valid while a variable holds the buffer;
/// never take one from a temporary, as in `load().bytes`.
package final class ByteBuffer: @unchecked Sendable {
    /// The first byte; valid until the next call that grows the buffer.
    package private(set) var base: UnsafeMutableRawPointer
    /// The bytes in use.
    package private(set) var count: Int
    /// The bytes allocated.
    package private(set) var capacity: Int

    /// Makes an empty buffer with room for `capacity` bytes.
    package init(capacity: Int = 0) {
        (base, self.capacity) = RawMemory.allocate(max(capacity, 64))
        count = 0
    }

    /// Makes a buffer that holds a copy of `bytes`.
    package convenience init(_ bytes: some Sequence<UInt8>) {
        self.init(capacity: bytes.underestimatedCount)
        let isCopied = bytes.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) } != nil
        guard !isCopied else { return }
        for byte in bytes { append(byte) }
    }

    /// Makes a buffer that holds a copy of `bytes`.
    package convenience init(copying bytes: UnsafeRawBufferPointer) {
        self.init(capacity: bytes.count)
        append(bytes)
    }

    deinit { RawMemory.free(base, capacity) }

    /// The bytes in use; valid until the next call that grows the buffer.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// The bytes in use, writable; valid until the next call that grows the buffer.
    package var mutableBytes: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: base, count: count) }

    /// A copy of the bytes as an array.
    package var array: [UInt8] { [UInt8](bytes) }

    /// Makes room for `additional` more bytes.
    package func reserve(_ additional: Int) {
        let needed = count + additional
        guard needed > capacity else { return }
        (base, capacity) = RawMemory.grow(base, capacity, used: count, to: max(needed, capacity + capacity / 2))
    }

    /// Adds one byte.
    @inline(__always)
    package func append(_ byte: UInt8) {
        if count == capacity { reserve(1) }
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Adds a copy of `bytes`.
    package func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        reserve(bytes.count)
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Adds the bytes of a literal.
    package func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Adds a copy of `bytes`.
    package func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Adds the UTF-8 of `text`.
    package func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Sets how many bytes are in use, growing when needed; bytes beyond the old count are undefined.
    package func resize(to newCount: Int) {
        if newCount > capacity { reserve(newCount - count) }
        count = newCount
    }

    /// Forgets the content and keeps the memory.
    package func removeAll() {
        count = 0
    }

    /// Forgets the content, and gives the memory back when it is more than `limit` bytes.
    package func removeAll(keepingAtMost limit: Int) {
        count = 0
        guard capacity > limit else { return }
        RawMemory.free(base, capacity)
        (base, capacity) = RawMemory.allocate(64)
    }
}
