import CLinux
import CPostgres
import DRCore

/// A connection to a PostgreSQL server, through libpq, used by one thread at a time.
///
/// Statements are sent and waited for with `poll`, so that a cancellation ends them; the server is told then.
package final class PostgresConnection {
    let connection: OpaquePointer
    let cancellation: Cancellation
    /// The host and database for messages, without a password.
    package let name: String

    private static let pollMilliseconds: Int32 = 100
    private let patience: Int64?
    private var deadline: Int64?

    /// Connects.
    ///
    /// - Parameters:
    ///   - settings: keywords of libpq and their values; what is not given comes from its environment variables.
    ///   - user: the user of this machine to connect as, for servers that ask the kernel who it is; this needs root.
    ///   - cancellation: ends waiting.
    ///   - patience: how long connecting, and each statement, may take in nanoseconds; without limit when nil.
    /// - Throws: `DRError` that tells what the server or the network said.
    package init(
        _ settings: [String: Secret<String>],
        asUser user: uid_t? = nil,
        cancellation: Cancellation,
        patience: Int64? = nil
    ) throws {
        self.cancellation = cancellation
        self.patience = patience
        name = "\(settings["host"]?.revealed ?? "local socket") \(settings["dbname"]?.revealed ?? "postgres")"
        var all = settings
        for (key, value) in Self.defaults where all[key] == nil { all[key] = Secret(value) }
        let keys = all.keys.sorted()
        let words = keys.map { all[$0]?.revealed ?? "" }
        func open() -> OpaquePointer? {
            Self.withStrings(keys) { names in Self.withStrings(words) { PQconnectStartParams(names, $0, 0) } }
        }
        // The kernel remembers who connected; this thread alone is that user meanwhile.
        let opened = try user.map { try ThreadIdentity(user: $0).perform(open) } ?? open()
        guard let opened else { throw DRError(.failed, "there is no memory for a connection", object: name) }
        connection = opened
        // When it throws, deinit lets go of the connection: all properties are set.
        try finishConnecting()
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
    }

    deinit { PQfinish(connection) }

    /// A search path without the user's schemas: a function of the same name must not get in the way.
    private static let defaults = [
        "dbname": "postgres", "application_name": "dr", "connect_timeout": "10", "client_encoding": "UTF8",
        "keepalives_idle": "30",
        "options": "-c search_path=pg_catalog -c statement_timeout=0 -c DateStyle=ISO -c TimeZone=UTC",
    ]

    private static func withStrings<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var pointers = copies.map { UnsafePointer<CChar>($0) }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    private func finishConnecting() throws {
        restartDeadline()
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED, PQstatus(connection) != CONNECTION_BAD else {
                throw failure("the server cannot be reached", code: .storageUnreachable)
            }
            try wait(for: state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            state = PQconnectPoll(connection)
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private func restartDeadline() { deadline = patience.map { Self.now + $0 } }

    private var isOverdue: Bool { deadline.map { Self.now >= $0 } ?? false }

    private func wait(for event: Int32) throws {
        while true {
            try cancellation.check()
            guard !isOverdue else { throw DRError(.tryLater, "PostgreSQL: no answer in time", object: name) }
            var waited = pollfd(fd: PQsocket(connection), events: Int16(event), revents: 0)
            let left = deadline.map { max(($0 - Self.now) / 1_000_000, 1) } ?? Int64(Self.pollMilliseconds)
            let ready = poll(&waited, 1, min(Self.pollMilliseconds, Int32(clamping: left)))
            if ready > 0 { return }
            guard ready == 0 || clinux_errno() == EINTR else {
                throw DRError.system("wait for the server", name, errno: clinux_errno())
            }
        }
    }

    func failure(_ message: String, code: DRError.Code = .failed) -> DRError {
        let text = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return DRError(code, "PostgreSQL: \(message): \(line)", object: name)
    }

    /// The version of the server as a number, such as 150018.
    package var serverVersion: Int { Int(PQserverVersion(connection)) }

    /// Runs one statement and returns its rows.
    ///
    /// - Parameter parameters: the values of `$1` and so on, as text.
    /// - Throws: `DRError` with what the server said; the cancellation's error when it is set.
    package func query(_ statement: String, _ parameters: [String?] = []) throws -> PostgresRows {
        restartDeadline()
        let sent = Self.withOptionalStrings(parameters) { values in
            PQsendQueryParams(connection, statement, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        guard sent == 1 else { throw failure("a statement could not be sent") }
        var rows: PostgresRows?
        var refused: DRError?
        do {
            while let result = try nextResult() {
                let status = PQresultStatus(result)
                if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK {
                    rows = PostgresRows(result)
                } else {
                    refused = refusal(result)
                    PQclear(result)
                }
            }
        } catch {
            // A server that does not answer would not answer this either, and libpq waits for it.
            if !isOverdue { cancelStatement() }
            throw error
        }
        if let refused { throw refused }
        guard let rows else { throw failure("the connection was lost") }
        return rows
    }

    private static func withOptionalStrings<Result>(
        _ strings: [String?],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { text in text.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        return copies.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    func nextResult() throws -> OpaquePointer? {
        while PQisBusy(connection) == 1 {
            try wait(for: POLLIN)
            guard PQconsumeInput(connection) == 1 else { throw failure("the connection was lost") }
        }
        return PQgetResult(connection)
    }

    func refusal(_ result: OpaquePointer) -> DRError {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        let message = field(Self.primaryMessage) ?? "the statement failed"
        let state = field(Self.sqlState).map { " (SQLSTATE \($0))" } ?? ""
        return DRError(.failed, "PostgreSQL: \(message)\(state)", object: name, hint: field(Self.hint))
    }

    // The letters of the protocol, which libpq defines as characters (postgres_ext.h).
    private static let primaryMessage = Int32(UInt8(ascii: "M"))
    private static let sqlState = Int32(UInt8(ascii: "C"))
    private static let hint = Int32(UInt8(ascii: "H"))

    private func cancelStatement() {
        guard let request = PQgetCancel(connection) else { return }
        var space = [CChar](repeating: 0, count: 256)
        _ = PQcancel(request, &space, Int32(space.count))
        PQfreeCancel(request)
    }
}
