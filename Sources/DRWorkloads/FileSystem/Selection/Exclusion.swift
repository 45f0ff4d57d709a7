import CLinux
import DRCore
import DRRepository

/// Which entries a backup leaves out (restic's `--exclude…`, `--one-file-system`); safe to use from several threads.
package struct Exclusion: Sendable {
    /// What becomes of an entry.
    package enum Verdict: Sendable {
        case keep
        /// The directory is a mount point: it is kept, but nothing below it.
        case keepEmpty
        case drop
    }

    /// What becomes of the entries of a directory.
    package enum Contents: Sendable, Equatable {
        case all
        /// Only the entry of that name: the tag itself.
        case only([UInt8])
        case none
    }

    private let patterns: PatternList
    private let insensitivePatterns: PatternList
    private let tags: [DirectoryTag]
    private let sizeLimit: UInt64?
    private let staysOnDevice: Bool

    /// Makes the rules.
    ///
    /// - Parameters:
    ///   - patterns: of `--exclude` and `--exclude-file`, in order.
    ///   - insensitivePatterns: of `--iexclude` and `--iexclude-file`.
    ///   - tags: of `--exclude-caches` and `--exclude-if-present`.
    ///   - sizeLimit: larger files are left out, in bytes.
    ///   - staysOnDevice: leaves out what lies on another file system than the source path it was reached from.
    /// - Throws: `DRError` (usage) for a malformed pattern.
    package init(
        patterns: [[UInt8]] = [],
        insensitivePatterns: [[UInt8]] = [],
        tags: [DirectoryTag] = [],
        sizeLimit: UInt64? = nil,
        staysOnDevice: Bool = false
    ) throws {
        self.patterns = try PatternList(patterns)
        self.insensitivePatterns = try PatternList(insensitivePatterns, ignoringCase: true)
        self.tags = tags
        self.sizeLimit = sizeLimit
        self.staysOnDevice = staysOnDevice
    }

    /// Whether the absolute path is left out by its name; ask before `fstatat`.
    package func drops(_ path: UnsafeRawBufferPointer) -> Bool {
        patterns.matches(path) || insensitivePatterns.matches(path)
    }

    /// Whether any pattern is given, so that a path has to be asked for at all.
    package var hasPatterns: Bool { !patterns.isEmpty || !insensitivePatterns.isEmpty }

    /// What becomes of an entry by what the kernel says of it.
    ///
    /// - Parameter device: `st_dev` of the source path that it was reached from.
    package func verdict(_ status: stat, device: UInt64) -> Verdict {
        let kind = FileMode.kind(of: status.st_mode)
        if staysOnDevice, UInt64(status.st_dev) != device { return kind == .directory ? .keepEmpty : .drop }
        if let sizeLimit, kind != .directory, UInt64(max(status.st_size, 0)) > sizeLimit { return .drop }
        return .keep
    }

    /// What becomes of the entries of an open directory by the tags in it.
    package func contents(of directory: Int32) -> Contents {
        var result = Contents.all
        for tag in tags where tag.isPresent(in: directory) {
            // Each tag keeps itself alone, so two different ones keep nothing.
            switch result {
            case .all: result = .only(tag.name)
            case .only(let name) where name == tag.name: break
            case .only, .none: result = .none
            }
        }
        return result
    }
}
