import DRCore

/// The runtime API of HAProxy: a command and its answer on a connection of its own.
struct ProxySocket {
    let path: String

    /// Sends a command and takes the answer.
    ///
    /// - Throws: `DRError` when nobody answers in time.
    func send(_ command: String, _ context: ActionContext) throws -> String {
        let patience = context.patience(5_000_000_000)
        let connection = try Connection.open(local: path)
        try connection.send(Array((command + "\n").utf8), patience)
        var answer: [UInt8] = []
        while case let more = try connection.receive(patience), !more.isEmpty { answer += more }
        return String(decoding: answer, as: UTF8.self)
    }

    /// Sends a command that answers nothing when it was obeyed.
    ///
    /// - Throws: `DRError` with what HAProxy says.
    func obey(_ command: String, _ context: ActionContext) throws {
        let answer = try send(command, context).split(separator: "\n").joined(separator: " ")
        guard answer.isEmpty else {
            throw DRError(.failed, "HAProxy refuses: \(answer)", object: command, hint: "the socket needs level admin")
        }
    }

    /// The state of a server: its status as HAProxy checks it, and whether traffic was kept away from it.
    ///
    /// - Throws: `DRError` when HAProxy does not know the server.
    func state(_ server: String, _ context: ActionContext) throws -> (administrative: String, status: String) {
        let parts = server.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw DRError(.configurationInvalid, "this is not BACKEND/SERVER", object: server)
        }
        let lines = try send("show stat", context).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let names = lines.first, let column = names.firstIndex(of: "status"),
            let row = lines.first(where: { $0.count > column && $0[0] == parts[0] && $0[1] == parts[1] })
        else {
            throw DRError(.failed, "HAProxy does not know this server", object: server)
        }
        let status = row[column]
        let state = status.hasPrefix("MAINT") ? "maint" : status.hasPrefix("DRAIN") ? "drain" : "ready"
        return (state, status)
    }
}
