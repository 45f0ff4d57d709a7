import DRCore
import DRStorage
import DRTestSupport
import Testing

/// What a client may conclude rests on whether the service can have seen its request.
@Suite("Questions to a service over HTTP")
struct HTTPExchangeTests {
    private func failure(_ url: String, _ method: String = "POST", _ cancellation: Cancellation = Cancellation()) throws
        -> TransferFailure?
    {
        var exchange = try HTTPExchange(url)
        exchange.method = method
        do {
            _ = try exchange.perform(seconds: 1.5, cancellation)
            return nil
        } catch let failure as TransferFailure {
            return failure
        }
    }

    @Test(
        "every status is an answer, and a redirect is not followed",
        .tags(.large),
        arguments: [200, 204, 302, 404, 503]
    )
    func answers(status: Int) throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let path = status == 302 ? "redirect" : "status/\(status)"
            let answer = try HTTPExchange("http://127.0.0.1:\(server.port)/\(path)").perform(
                seconds: 20,
                Cancellation()
            )
            #expect(answer.status == status)
            #expect(try server.lines == [#"{"body": "", "method": "GET", "path": "/\#(path)", "type": ""}"#])
        }
    }

    @Test("method and content arrive as they are given", .tags(.large), arguments: ["POST", "PUT"])
    func content(method: String) throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            var exchange = try HTTPExchange("http://127.0.0.1:\(server.port)/a?b=c")
            exchange.method = method
            exchange.body = Array("{1}".utf8)
            #expect(try exchange.perform(seconds: 20, Cancellation()).body == Array("ok".utf8))
            let line = #"{"body": "{1}", "method": "\#(method)", "path": "/a?b=c", "type": "application/json"}"#
            #expect(try server.lines == [line])
        }
    }

    @Test("where nobody listens, or nobody vouches for the service, nothing was sent", .tags(.large))
    func unsent() throws {
        try ScratchDirectory.with { scratch in
            let port = try LoopbackServer.closedPort(in: scratch)
            let refused = try failure("http://127.0.0.1:\(port)/")
            #expect(refused?.reason == .unreachable)
            #expect(refused?.isUnsent == true)
            let certificate = try TestCertificate(for: "IP:127.0.0.1", in: scratch)
            let server = try LoopbackServer("http_server.py", [certificate.certificate, certificate.key], in: scratch)
            let distrusted = try failure("https://127.0.0.1:\(server.port)/")
            #expect(distrusted?.reason == .unprotected)
            #expect(distrusted?.isUnsent == true)
            #expect(try server.lines.isEmpty)
        }
    }

    @Test("a service that took the request and gave no answer may have done what it says", .tags(.large))
    func unanswered() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let failure = try failure("http://127.0.0.1:\(server.port)/slow")
            #expect(failure?.message == "the server did not answer within 1500 ms")
            #expect(failure?.isUnsent == false)
            #expect(try server.lines.count == 1)
        }
    }

    @Test(
        "what is no address of http or https is told",
        .tags(.small),
        arguments: ["ftp://example.com/", "example.com", ""]
    )
    func addresses(url: String) throws {
        let error = #expect(throws: DRError.self) { try HTTPExchange(url) }
        #expect(error?.code == .configurationInvalid)
    }
}
