import CLinux
import DRCore

/// Makes directory trees to back up.
package struct SourceTree: Sendable {
    /// The directory, absolute.
    package let root: String

    /// Makes the directory.
    package init(_ root: String) throws {
        self.root = root
        guard mkdir(root, 0o755) == 0 else { throw RawPath.failure("create", Array(root.utf8)) }
    }

    /// The path of an entry.
    package func path(_ name: String) -> String { root + "/" + name }

    /// Makes a directory.
    package func folder(_ name: String) throws {
        guard mkdir(path(name), 0o755) == 0 else { throw RawPath.failure("create", Array(path(name).utf8)) }
    }

    /// Makes a file.
    package func file(_ name: String, _ content: [UInt8]) throws {
        try RawPath.write(content, to: Array(path(name).utf8))
    }

    /// Writes over a file or makes one, keeping its inode.
    package func rewrite(_ name: String, _ content: [UInt8]) throws {
        let file = try FileDescriptor.open(path(name), O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        try content.withUnsafeBytes { try file.writeAll($0, path: path(name)) }
    }

    /// Sets the time of the last change of an entry, not of what a link points to.
    package func setTime(_ name: String, _ time: Timestamp) throws {
        var times = [time.kernelTime, time.kernelTime]
        guard utimensat(AT_FDCWD, path(name), &times, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw RawPath.failure("set the time of", Array(path(name).utf8))
        }
    }

    /// Adds one entry of every kind with all that can be kept of it; needs root.
    package func addEveryKind(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try folder("kinds")
        try file("kinds/empty", [])
        try file("kinds/small", random.bytes(1000))
        try file("kinds/chunks", random.bytes(3 << 20))
        try file("kinds/run", Array("#!/bin/sh\n".utf8))
        var calls: [Int32] = [chmod(path("kinds/run"), 0o6751)]
        calls.append(link(path("kinds/small"), path("kinds/small-too")))
        calls.append(symlink("small", path("kinds/link")))
        calls.append(symlink("/nowhere/at all", path("kinds/dangling")))
        calls.append(mkfifo(path("kinds/fifo"), 0o620))
        calls.append(mknod(path("kinds/zero"), mode_t(S_IFCHR) | 0o666, clinux_makedev(1, 5)))
        calls.append(mknod(path("kinds/disk"), mode_t(S_IFBLK) | 0o660, clinux_makedev(259, 300)))
        calls.append(setxattr(path("kinds/small"), "user.zeta", "z", 1, 0))
        calls.append(setxattr(path("kinds/small"), "user.alpha", "", 0, 0))
        calls.append(setxattr(path("kinds"), "user.folder", "\u{0}\u{ff}", 3, 0))
        calls.append(lchown(path("kinds/empty"), 1234, 4_000_000_000))
        calls.append(lchown(path("kinds/link"), 7, 8))
        try folder("kinds/sticky")
        calls.append(chmod(path("kinds/sticky"), 0o3777))
        try sparseFile("kinds/sparse", size: 5 << 20, data: random.bytes(100))
        guard calls.allSatisfy({ $0 == 0 }) else { throw RawPath.failure("prepare", Array(root.utf8)) }
        try setTime("kinds/link", Timestamp(seconds: 1_100_000_000, nanoseconds: 5))
        try setTime("kinds/chunks", Timestamp(seconds: 1_000_000_000, nanoseconds: 999_999_999))
        try setTime("kinds/empty", Timestamp(seconds: 0, nanoseconds: 100))
        try setTime("kinds/sticky", Timestamp(seconds: 1_200_000_000, nanoseconds: 120_000))
    }

    private func sparseFile(_ name: String, size: Int, data: [UInt8]) throws {
        let file = try FileDescriptor.open(path(name), O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
        guard ftruncate(file.raw, size) == 0 else { throw RawPath.failure("truncate", Array(path(name).utf8)) }
        try data.withUnsafeBytes { try file.writeAll($0, at: size / 2, path: path(name)) }
    }

    /// Names of every byte but the two that no name may hold, of characters that programs quote, and of full length.
    package static var oddNames: [[UInt8]] {
        var names: [[UInt8]] = (1...255).filter { $0 != 0x2f }.map { [UInt8(ascii: "x"), UInt8($0)] }
        names += (1...255).filter { $0 != 0x2f && $0 != 0x2e }.map { [UInt8($0)] }
        names += [
            "\u{a0}", "\u{ad}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffd}", "\u{10ffff}", "\u{7f}", "e\u{301}", "é",
            "<a href=\"&\">",
            "'", "\"", "\\", "\\n", "\\x41", "\\u0041", "`", "🦀", "日本語", " ", "  lead", "trail ", "-rf", "*", "?",
            "[a]", "...",
        ].map { Array($0.utf8) }
        names += [
            [0xc3], [0xc3, 0x28], [0xe2, 0x28, 0xa1], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0xaf],
        ]
        names.append([UInt8](repeating: UInt8(ascii: "n"), count: 255))
        return Array(Set(names)).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Adds a file of each odd name in a directory `odd`, its content being its name.
    package func addOddNames() throws {
        try folder("odd")
        for name in Self.oddNames { try RawPath.write(name, to: Array(path("odd/").utf8) + name) }
    }

    /// Adds directories and files with random sizes, times and modes below `name`; a seed gives the same tree again.
    package func addRandom(_ name: String, seed: UInt64, entries: Int) throws {
        var random = SeededGenerator(seed: seed)
        var folders = [name]
        try folder(name)
        for number in 0..<entries {
            let parent = folders[Int.random(in: 0..<folders.count, using: &random)]
            let entry = "\(parent)/\(number)"
            if Int.random(in: 0..<6, using: &random) == 0 {
                try folder(entry)
                folders.append(entry)
                continue
            }
            let sizes = [0, 1, 100, 5000, 70_000, 600_000]
            try file(entry, random.bytes(Int.random(in: 0...sizes[number % sizes.count], using: &random)))
            guard chmod(path(entry), mode_t.random(in: 0o400...0o777, using: &random)) == 0 else {
                throw RawPath.failure("change the mode of", Array(path(entry).utf8))
            }
            try setTime(
                entry,
                Timestamp(
                    seconds: Int64.random(in: 0...2_000_000_000, using: &random),
                    nanoseconds: Int32.random(in: 0..<1_000_000_000, using: &random)
                )
            )
        }
    }
}
