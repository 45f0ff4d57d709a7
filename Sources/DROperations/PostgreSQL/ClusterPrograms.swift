import DRCore

/// Where the programs of PostgreSQL lie when nothing says so.
package enum ClusterPrograms {
    /// The places of Debian and of the packages of PostgreSQL itself, then that of a build of one's own.
    private static let places = ["/usr/lib/postgresql/VERSION/bin", "/usr/pgsql-VERSION/bin", "/usr/local/pgsql/bin"]

    /// The directory of the programs of a major version.
    ///
    /// - Throws: `DRError` with code `configurationInvalid` when there is none.
    package static func directory(majorVersion: Int) throws -> String {
        let folders = places.map { place in
            place.split(separator: "VERSION", maxSplits: 1, omittingEmptySubsequences: false)
                .joined(separator: String(majorVersion))
        }
        if let found = folders.first(where: FileBytes.isDirectory) { return found }
        throw DRError(
            .configurationInvalid,
            "the programs of PostgreSQL \(majorVersion) were not found",
            object: folders.joined(separator: ", "),
            hint: "install them, or set bin_directory of the cluster"
        )
    }
}
