import DRCore

/// A request over HTTP/1.1 on a connection of its own; without TLS.
struct HTTPRequest: Sendable {
    var method = "GET"
    let address: NetworkAddress
    let host: String
    let path: String
    var body: [UInt8] = []
    var contentType = "application/json"

    /// Reads an address.
    ///
    /// - Throws: `DRError` when it is no address, or one that needs TLS.
    init(_ url: String) throws {
        guard let scheme = url.firstRange(of: "://") else {
            throw DRError(.configurationInvalid, "this is no http address", object: url)
        }
        guard url[..<scheme.lowerBound] == "http" else {
            throw DRError(
                .refusedByGuardrail,
                "this version of dr speaks http without TLS to services",
                object: url,
                hint: "use command.check with curl for https"
            )
        }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let tail = rest[authority.endIndex...].prefix { $0 != "#" }
        guard !authority.isEmpty, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw DRError(.configurationInvalid, "this is no http address", object: url)
        }
        host = String(authority)
        let hasPort = authority.last != "]" && authority.contains(":")
        address = try NetworkAddress(hasPort ? host : host + ":80")
        path = tail.isEmpty ? "/" : tail.hasPrefix("?") ? "/" + tail : String(tail)
    }

    /// The bytes that are sent.
    var bytes: [UInt8] {
        var head =
            "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: dr\r\nAccept: */*\r\nConnection: close\r\n"
        if !body.isEmpty || method != "GET" {
            head += "Content-Type: \(contentType)\r\nContent-Length: \(body.count)\r\n"
        }
        return Array((head + "\r\n").utf8) + body
    }

    /// Sends the request and reads the answer while there is patience.
    ///
    /// - Throws: `Connection.Refusal` when nothing was sent, `DRError` when it broke later.
    func perform(_ patience: Patience) throws -> HTTPResponse {
        let connection = try Connection.open(address, patience)
        try connection.send(bytes, patience)
        var reader = HTTPResponse.Reader(isHead: method == "HEAD")
        while !reader.isComplete {
            let more = try connection.receive(patience)
            if more.isEmpty { try reader.end() } else { try reader.add(more) }
        }
        return try reader.response()
    }
}
