import CLinux
import DRCore

/// The character set that libarchive converts names from and to, for the calling thread.
///
/// libarchive asks the locale. Where it converts between UTF-8 and UTF-8 on reading it composes accents (NFC), so that a
/// name would not come back as it was, and two names could become one: so names are read in the C locale, in which it
/// gives up and hands out the bytes. Only zip and 7z are read in UTF-8, because their names are kept in code pages and
/// UTF-16. Written is in UTF-8, in which names of valid UTF-8 pass unchanged and others are marked as binary.
enum ArchiveLocale {
    case bytes
    case utf8

    // Made once and never changed or freed, so all threads may use them.
    private static nonisolated(unsafe) let c = newlocale(LC_CTYPE_MASK, "C", nil)
    private static nonisolated(unsafe) let cUTF8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

    /// Runs `body` with this character set.
    ///
    /// - Throws: `DRError` when the system lacks the locale.
    func run<Result>(_ body: () throws -> Result) throws -> Result {
        guard let locale = self == .bytes ? Self.c : Self.cUTF8 else {
            throw DRError(.failed, "the system has no locale C.UTF-8", hint: "install the package libc-bin")
        }
        let before = uselocale(locale)
        defer { uselocale(before) }
        return try body()
    }
}
