import DRCore

/// The zones of a machine, read through a closure, so that the decisions that use them read nothing themselves.
package struct TimeZoneDatabase: Sendable {
    /// Returns the bytes of the file at a path, or nil when there is none; throws when it cannot be read.
    package typealias Reader = @Sendable (_ path: String) throws -> [UInt8]?

    /// Where systems keep the zones; the first that has a zone counts.
    package static let folders = [
        "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
    ]

    private let folders: [String]
    private let read: Reader

    /// Takes the folders to look in and what reads a file.
    package init(folders: [String] = Self.folders, read: @escaping Reader) {
        self.folders = folders
        self.read = read
    }

    /// The zone of a name such as `Europe/Berlin`; `UTC` needs no file.
    ///
    /// Throws `configurationInvalid` for a name that is none, an unknown zone, or a damaged file, and what the reader
    /// throws.
    package func zone(named name: String) throws -> TimeZoneRules {
        if name == "UTC" || name == "Etc/UTC" { return .utc }
        guard Self.isName(name) else {
            throw DRError(
                .configurationInvalid,
                "not the name of a time zone",
                object: name,
                hint: "write it as in Europe/Berlin, America/New_York or UTC"
            )
        }
        for folder in folders {
            guard let bytes = try read(folder + "/" + name) else { continue }
            return try bytes.withUnsafeBytes { try TimeZoneRules(name: name, tzif: $0) }
        }
        throw DRError(
            .configurationInvalid,
            "there is no such time zone on this machine",
            object: name,
            hint: "capitals matter, as in Europe/Berlin; if no zone is found, install the package tzdata"
        )
    }

    /// Whether a name can be one of the database: no path that leads out of its folder has this form.
    package static func isName(_ name: String) -> Bool {
        guard name.utf8.count <= 64, let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    isLetter(byte) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
                        || "_+-".utf8.contains(byte)
                }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }
}
