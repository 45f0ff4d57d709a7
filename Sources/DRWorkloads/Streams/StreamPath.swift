import CLinux
import DRCore
import DRRepository

/// The place of a stream in its snapshot: a file name, after directories when it has slashes.
struct StreamPath {
    /// The names from the root down, at least one.
    let names: [[UInt8]]

    /// The absolute path.
    var absolute: String { "/" + names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/") }

    /// Takes a path apart.
    ///
    /// - Throws: `DRError` (usage) when it names no file, or leads upwards.
    init(_ filename: String) throws {
        names = filename.split(separator: "/").filter { $0 != "." }.map { Array($0.utf8) }
        let isUsable = !names.isEmpty && !filename.hasSuffix("/") && names.allSatisfy(Self.isName)
        guard isUsable else {
            throw DRError(
                .usage,
                "this names no file in a snapshot",
                object: filename,
                hint: "give a file name such as database.sql, directories before it are allowed"
            )
        }
    }

    private static func isName(_ name: [UInt8]) -> Bool {
        name != [0x2e, 0x2e] && name.count <= Int(NAME_MAX) && !name.contains(0)
    }
}
