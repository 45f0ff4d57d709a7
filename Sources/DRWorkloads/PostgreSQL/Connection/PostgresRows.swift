import CPostgres
import DRCore

/// The rows that a statement returned, as text.
package final class PostgresRows {
    private let result: OpaquePointer

    /// Takes ownership of a result of libpq.
    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    /// The number of rows.
    package var count: Int { Int(PQntuples(result)) }

    /// A value; nil for NULL and for a row or column that is not there.
    package func text(_ row: Int, _ column: Int) -> String? {
        guard row < count, column < Int(PQnfields(result)), PQgetisnull(result, Int32(row), Int32(column)) == 0 else {
            return nil
        }
        return PQgetvalue(result, Int32(row), Int32(column)).map { String(cString: $0) }
    }

    /// A value that must be there.
    ///
    /// - Throws: `DRError` when it is NULL or missing.
    package func value(_ row: Int, _ column: Int) throws -> String {
        guard let text = text(row, column) else {
            throw DRError(.failed, "PostgreSQL returned no value in column \(column + 1) of row \(row + 1)")
        }
        return text
    }
}
