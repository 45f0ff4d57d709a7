/// Which entries of a snapshot are restored.
struct RestoreSelection: Sendable {
    private let includes: PatternList
    private let insensitiveIncludes: PatternList
    private let excludes: PatternList
    private let insensitiveExcludes: PatternList

    /// Reads the patterns.
    ///
    /// - Throws: `DRError` (usage) for a malformed one.
    init(_ options: RestoreOptions) throws {
        includes = try PatternList(options.includes)
        insensitiveIncludes = try PatternList(options.insensitiveIncludes, ignoringCase: true)
        excludes = try PatternList(options.excludes)
        insensitiveExcludes = try PatternList(options.insensitiveExcludes, ignoringCase: true)
    }

    /// Whether everything is restored.
    var isEverything: Bool { !hasIncludes && excludes.isEmpty && insensitiveExcludes.isEmpty }

    private var hasIncludes: Bool { !includes.isEmpty || !insensitiveIncludes.isEmpty }

    /// Whether the entry is restored, and whether something below it may be.
    func verdict(_ path: UnsafeRawBufferPointer) -> (isSelected: Bool, mayHoldSelected: Bool) {
        if excludes.matches(path) || insensitiveExcludes.matches(path) { return (false, false) }
        guard hasIncludes else { return (true, true) }
        let one = includes.matchesDirectory(path)
        let two = insensitiveIncludes.matchesDirectory(path)
        return (one.matches || two.matches, one.mayMatchBelow || two.mayMatchBelow)
    }
}
