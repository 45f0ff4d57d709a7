import ArgumentParser
import CLinux
import DRCore
import DRWorkloads

/// What a backup leaves out.
struct ExclusionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Leave out what matches; may be repeated, !PATTERN takes back.", valueName: "pattern"))
    var exclude: [PathArgument] = []

    @Option(help: ArgumentHelp("The same without regard to case.", valueName: "pattern"))
    var iexclude: [PathArgument] = []

    @Option(
        help: ArgumentHelp("Patterns from a file, one a line, # for notes; may be repeated.", valueName: "file"),
        completion: .file()
    )
    var excludeFile: [String] = []

    @Option(
        help: ArgumentHelp("The same without regard to case.", valueName: "file"),
        completion: .file()
    )
    var iexcludeFile: [String] = []

    @Flag(help: "Leave out what is in directories with a CACHEDIR.TAG (bford.info/cachedir).")
    var excludeCaches = false

    @Option(
        help: ArgumentHelp(
            "Leave out what is in directories with such a file, whose content begins so; may be repeated.",
            valueName: "name[:header]"
        )
    )
    var excludeIfPresent: [String] = []

    @Option(help: ArgumentHelp("Leave out files larger than this, such as 100M.", valueName: "size"))
    var excludeLargerThan: ByteCountArgument?

    @Flag(name: [.customShort("x"), .long], help: "Stay on the file systems of the paths given.")
    var oneFileSystem = false

    /// Whether any of these options is given.
    var isGiven: Bool {
        !(exclude + iexclude).isEmpty || ![excludeFile, iexcludeFile, excludeIfPresent].allSatisfy(\.isEmpty)
            || excludeCaches || excludeLargerThan != nil || oneFileSystem
    }

    /// The rules.
    ///
    /// - Throws: `DRError` for a malformed pattern, and for a file of patterns that cannot be read.
    func rules() throws -> Exclusion {
        try Exclusion(
            patterns: exclude.map(\.bytes) + excludeFile.flatMap(PatternFile.read),
            insensitivePatterns: iexclude.map(\.bytes) + iexcludeFile.flatMap(PatternFile.read),
            tags: (excludeCaches ? [.cache] : []) + excludeIfPresent.map(DirectoryTag.init),
            sizeLimit: excludeLargerThan?.bytes,
            staysOnDevice: oneFileSystem
        )
    }
}
