import DRCore
import DRPolicy
import DRWorkloads

/// Reads every table and index of a cluster and checks them; pages that are damaged fail it.
struct ClusterCheck {
    let place: ClusterPlace

    private static let databases = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"
    private static let relations = """
        SELECT c.oid::regclass::text, c.oid, c.relkind FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
        LEFT JOIN pg_am a ON a.oid = c.relam
        WHERE c.relpersistence = 'p' AND (c.relkind IN ('r', 't', 'm') OR (c.relkind = 'i' AND a.amname = 'btree' AND i.indisvalid))
        ORDER BY c.relkind DESC, 1
        """

    /// Looks at everything.
    ///
    /// - Returns: whether all is sound, and what was seen.
    /// - Throws: `DRError` when the cluster cannot be asked, or has no checksums or no amcheck: what cannot be looked at is
    ///   not sound.
    func run(_ context: ActionContext) throws -> (isSound: Bool, text: String) {
        let first = try place.connect(context, patience: context.remaining)
        guard try first.query("SHOW data_checksums").value(0, 0) == "on" else {
            throw DRError(
                .failed,
                "the cluster has no page checksums, so damage cannot be seen",
                object: place.name,
                hint: "stop it and run pg_checksums --enable"
            )
        }
        let rows = try first.query(Self.databases)
        var damages: [String] = []
        var count = 0
        for row in 0..<rows.count {
            let name = try rows.value(row, 0)
            count += try check(name, &damages, context)
        }
        guard damages.isEmpty else {
            return (false, "\(damages.count) damages: " + damages.prefix(3).joined(separator: "; "))
        }
        return (true, "\(count) tables and indexes of \(rows.count) databases are sound")
    }

    private func check(_ database: String, _ damages: inout [String], _ context: ActionContext) throws -> Int {
        let connection = try place.connect(context, database: database, patience: context.remaining)
        let extensions = try connection.query(
            "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'amcheck'"
        )
        guard let schema = extensions.text(0, 0) else {
            throw DRError(
                .failed,
                "the database has no extension amcheck, so it cannot be checked",
                object: "\(place.name), database \(database)",
                hint: "CREATE EXTENSION amcheck"
            )
        }
        let relations = try connection.query(Self.relations)
        let place = "\"" + schema.replacing("\"", with: "\"\"") + "\""
        for row in 0..<relations.count {
            try context.check()
            let (name, number) = (try relations.value(row, 0), try relations.value(row, 1))
            let isIndex = try relations.value(row, 2) == "i"
            do {
                let found = try connection.query(
                    isIndex
                        ? "SELECT \(place).bt_index_check(\(number)::oid::regclass, true)"
                        : "SELECT blkno, msg FROM \(place).verify_heapam(\(number)::oid::regclass)"
                )
                guard !isIndex, found.count > 0 else { continue }
                damages.append("\(name), page \(found.text(0, 0) ?? "?"): \(found.text(0, 1) ?? "damaged")")
            } catch let error as DRError where error.code == .failed {
                damages.append("\(name): \(error.message)")
            }
        }
        return relations.count
    }
}
