import CLinux
import CPostgres
import DRCore

/// The streaming replication protocol, on a connection made with `replication=true`.
///
/// Source: PostgreSQL, "Streaming Replication Protocol".
extension PostgresConnection {
    /// Runs one command of the replication protocol and returns its rows.
    ///
    /// - Throws: `DRError` with what the server said.
    package func command(_ text: String) throws -> PostgresRows {
        guard PQsendQuery(connection, text) == 1 else { throw failure("a command could not be sent") }
        var rows: PostgresRows?
        var refused: DRError?
        while let result = try nextResult() {
            let status = PQresultStatus(result)
            if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK {
                if rows == nil || PQntuples(result) > 0 {
                    rows = PostgresRows(result)
                } else {
                    PQclear(result)
                }
            } else {
                refused = refusal(result)
                PQclear(result)
            }
        }
        if let refused { throw refused }
        guard let rows else { throw failure("the connection was lost") }
        return rows
    }

    /// Begins to stream the log; `nextMessage` takes it from then on.
    ///
    /// - Parameters:
    ///   - start: where, the beginning of a segment.
    ///   - slot: the name of the physical slot.
    /// - Returns: nil when the stream runs; the rows of the next timeline when this one ended before.
    package func startReplication(
        from start: LogSequenceNumber,
        timeline: UInt32,
        slot: String
    ) throws -> PostgresRows? {
        let text = "START_REPLICATION SLOT \"\(slot)\" PHYSICAL \(start) TIMELINE \(timeline)"
        guard PQsendQuery(connection, text) == 1 else { throw failure("a command could not be sent") }
        guard let result = try nextResult() else { throw failure("the connection was lost") }
        let status = PQresultStatus(result)
        if status == PGRES_COPY_BOTH {
            PQclear(result)
            return nil
        }
        guard status == PGRES_TUPLES_OK else {
            let error = refusal(result)
            PQclear(result)
            while let rest = try nextResult() { PQclear(rest) }
            throw error
        }
        let rows = PostgresRows(result)
        while let rest = try nextResult() { PQclear(rest) }
        return rows
    }

    /// What a stream brings.
    package enum Streamed {
        /// A message of the server, whose first byte is its kind.
        case message
        /// Nothing came in time.
        case nothing
        /// The timeline ended.
        case end
    }

    /// Waits for the next message of the stream, and writes it over `buffer`.
    ///
    /// - Parameter milliseconds: how long to wait.
    /// - Throws: `DRError` when the connection is lost; the cancellation's error.
    package func nextMessage(into buffer: ByteBuffer, milliseconds: Int32) throws -> Streamed {
        try cancellation.check()
        for isSecondLook in [false, true] {
            var space: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(connection, &space, 1)
            if count > 0, let space {
                defer { PQfreemem(space) }
                buffer.removeAll()
                buffer.append(UnsafeRawBufferPointer(start: space, count: Int(count)))
                return .message
            }
            if count == -1 { return .end }
            guard count == 0 else { throw failure("the stream broke off", code: .storageUnreachable) }
            guard !isSecondLook else { break }
            var waited = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, milliseconds) > 0 else { return .nothing }
            guard PQconsumeInput(connection) == 1 else {
                throw failure("the connection was lost", code: .storageUnreachable)
            }
        }
        return .nothing
    }

    /// Sends a message to the server within the stream.
    package func sendMessage(_ bytes: ByteBuffer) throws {
        let sent = bytes.base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            PQputCopyData(connection, $0, Int32(bytes.count))
        }
        guard sent == 1, PQflush(connection) >= 0 else {
            throw failure("the stream broke off", code: .storageUnreachable)
        }
    }

    /// Takes note of the end of a timeline; returns what the server says of the next one.
    package func endOfTimeline() throws -> PostgresRows {
        guard PQputCopyEnd(connection, nil) == 1, PQflush(connection) >= 0 else {
            throw failure("the stream broke off", code: .storageUnreachable)
        }
        var rows: PostgresRows?
        var refused: DRError?
        while let result = try nextResult() {
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK: rows = PostgresRows(result)
            case PGRES_COMMAND_OK, PGRES_COPY_OUT, PGRES_COPY_IN, PGRES_COPY_BOTH: PQclear(result)
            default:
                refused = refusal(result)
                PQclear(result)
            }
        }
        if let refused { throw refused }
        guard let rows else { throw failure("the server did not name the next timeline") }
        return rows
    }
}
