import CLinux
import DRCore
import DRWorkloads

/// The folder `pg_wal` of a cluster: which files its server wants to have archived.
package struct WALFolder: Sendable {
    /// The path of the folder.
    package let path: String

    /// Takes the folder that a file lies in.
    package init(of file: String) {
        path = Self.parent(file) ?? "."
    }

    /// Takes the folder of a data directory.
    package init(dataDirectory: String) {
        path = dataDirectory + "/pg_wal"
    }

    /// The data directory above a file of the log.
    package static func above(_ file: String) -> String? { parent(file).flatMap(parent) }

    private static func parent(_ path: String) -> String? {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    }

    /// The files that wait to be archived, in the order in which the server hands them over: histories first, then by name.
    ///
    /// - Parameter limit: the most files that are wanted.
    /// - Throws: `DRError` when the folder cannot be read.
    package func ready(limit: Int = .max) throws -> [WALSource] {
        let suffix = ".ready"
        let names = try FileBytes.names(in: path + "/archive_status").filter { $0.hasSuffix(suffix) }
            .map { String($0.dropLast(suffix.count)) }
        return names.sorted { left, right in
            let isFirst = (left.hasSuffix(".history"), right.hasSuffix(".history"))
            return isFirst.0 == isFirst.1 ? left < right : isFirst.0
        }
        .prefix(limit).compactMap { try? WALSource(path: path + "/" + $0) }
    }
}
