import CLinux
import DRCore

/// Names one process for ever: a process number alone is used again, and means nothing in another container or boot.
package struct ProcessMark: Sendable, Equatable {
    /// The boot of the kernel and the process namespace.
    package var system: String
    /// When the process started, in clock ticks since the boot.
    package var start: UInt64

    /// Makes a mark.
    package init(system: String, start: UInt64) {
        self.system = system
        self.start = start
    }

    /// The mark of the process that runs this; nil where `/proc` does not tell.
    package static func current() -> ProcessMark? {
        guard let boot = firstLine(of: "/proc/sys/kernel/random/boot_id"), let namespace = link("/proc/self/ns/pid"),
            let start = startTicks(of: getpid())
        else { return nil }
        return ProcessMark(system: "\(boot) \(namespace)", start: start)
    }

    /// The start of a process in clock ticks since the boot; nil when it cannot be read.
    static func startTicks(of pid: Int32) -> UInt64? {
        // The start is the 22nd field, the 20th after the name.
        guard let fields = statusFields(of: pid), fields.count > 19 else { return nil }
        return UInt64(fields[19])
    }

    /// Whether the process has ended and only waits for its parent to notice.
    static func isZombie(_ pid: Int32) -> Bool {
        statusFields(of: pid)?.first.map { $0 == "Z" || $0 == "X" } ?? false
    }

    /// What `/proc/PID/stat` says after the name, which may hold spaces and brackets.
    private static func statusFields(of pid: Int32) -> [Substring]? {
        guard let line = firstLine(of: "/proc/\(pid)/stat"), let end = line.lastIndex(of: ")") else { return nil }
        return line[line.index(after: end)...].split(separator: " ")
    }

    private static func firstLine(of path: String) -> String? {
        guard let file = try? FileDescriptor.open(path, O_RDONLY) else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { space in
            guard let count = try? file.read(into: space, path: path) else { return nil }
            let line = UnsafeRawBufferPointer(rebasing: space[0..<count]).prefix { $0 != UInt8(ascii: "\n") }
            return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
        }
    }

    private static func link(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { space -> String? in
            let count = space.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink(path, $0, text.count) } ?? 0
            }
            return count > 0 ? String(decoding: space[0..<count], as: UTF8.self) : nil
        }
    }
}
