import CLinux

/// Memory for buffers: small pieces from the allocator, large ones straight from the kernel.
///
/// Large pieces grow without copying and go back at once, where an allocator would keep and scatter them.
enum RawMemory {
    private static let largeSize = 1 << 20
    private static let pageSize = 4096

    static func allocate(_ size: Int) -> (UnsafeMutableRawPointer, Int) {
        guard size >= largeSize else { return (.allocate(byteCount: size, alignment: 64), size) }
        let whole = (size + pageSize - 1) & ~(pageSize - 1)
        let memory = mmap(nil, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | CLINUX_MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != clinux_map_failed() else { exhausted(whole) }
        return (memory, whole)
    }

    static func grow(
        _ memory: UnsafeMutableRawPointer,
        _ size: Int,
        used: Int,
        to newSize: Int
    ) -> (UnsafeMutableRawPointer, Int) {
        if size >= largeSize {
            let whole = (newSize + pageSize - 1) & ~(pageSize - 1)
            guard let moved = clinux_grow_mapping(memory, size, whole), moved != clinux_map_failed() else {
                exhausted(whole)
            }
            return (moved, whole)
        }
        let (fresh, capacity) = allocate(newSize)
        fresh.copyMemory(from: memory, byteCount: used)
        free(memory, size)
        return (fresh, capacity)
    }

    static func free(_ memory: UnsafeMutableRawPointer, _ size: Int) {
        if size >= largeSize { munmap(memory, size) } else { memory.deallocate() }
    }

    /// Ends the process as the allocator would: no caller can go on without memory it was promised.
    private static func exhausted(_ size: Int) -> Never {
        preconditionFailure("the system refused \(size) bytes of memory")
    }
}
