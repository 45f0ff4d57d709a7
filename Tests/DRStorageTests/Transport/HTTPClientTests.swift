import DRCore
import DRStorage
import DRTestSupport
import Testing

@Suite("HTTP requests")
struct HTTPClientTests {
    private func post(_ url: String, _ limits: TransferLimits = TransferLimits()) throws -> [UInt8] {
        var request = HTTPRequest(.post, Secret(url))
        request.headers = [("Content-Type", "text/plain")]
        request.body = Array("hello".utf8)
        return try HTTPClient(limits).send(request, Cancellation())
    }

    private func failure(_ body: () throws -> [UInt8]) throws -> TransferFailure? {
        do {
            _ = try body()
            return nil
        } catch let failure as TransferFailure {
            return failure
        }
    }

    @Test("reach the server, and its answer comes back", .tags(.large))
    func success() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let answer = try post("http://127.0.0.1:\(server.port)/a/b?c=d")
            #expect(answer == Array("ok".utf8))
            let lines = try server.lines
            #expect(
                lines == [#"{"body": "hello", "method": "POST", "path": "/a/b?c=d", "type": "text/plain"}"#]
            )
        }
    }

    @Test(
        "that are refused say so with the status, and whether a repeat may help",
        .tags(.large),
        arguments: [(400, false), (401, false), (404, false), (429, true), (500, true), (503, true)]
    )
    func refused(status: Int, isTransient: Bool) throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let failure = try failure { try post("http://127.0.0.1:\(server.port)/status/\(status)") }
            #expect(failure?.reason == .refused(status))
            #expect(failure?.isTransient == isTransient)
            #expect(failure?.message == "the server answered with status \(status): … \(status)")
        }
    }

    @Test("follow no redirect", .tags(.large))
    func redirect() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let failure = try failure { try post("http://127.0.0.1:\(server.port)/redirect") }
            #expect(failure?.reason == .refused(302))
            #expect(try server.lines.count == 1)
        }
    }

    @Test("take no answer without end", .tags(.large))
    func huge() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let failure = try failure { try post("http://127.0.0.1:\(server.port)/huge") }
            #expect(failure?.reason == .tooLarge)
        }
    }

    @Test("do not wait longer than they may", .tags(.large))
    func slow() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let limits = TransferLimits(connectSeconds: 5, totalSeconds: 1)
            let failure = try failure { try post("http://127.0.0.1:\(server.port)/slow", limits) }
            #expect(failure?.reason == .unreachable)
            #expect(failure?.message == "the server did not answer within 1 s")
        }
    }

    @Test("stop when they are told to", .tags(.large))
    func cancelled() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            let cancellation = Cancellation()
            let request = HTTPRequest(.post, Secret("http://127.0.0.1:\(server.port)/slow"))
            let stopper = try WorkerThread {
                do { _ = try server.waitForLines(1) } catch { Issue.record(error) }
                cancellation.cancel(.terminated)
            }
            let failure = try failure { try HTTPClient().send(request, cancellation) }
            stopper.join()
            #expect(failure?.reason == .cancelled)
        }
    }

    @Test("say when nobody listens", .tags(.large))
    func nobody() throws {
        try ScratchDirectory.with { scratch in
            let port = try LoopbackServer.closedPort(in: scratch)
            let failure = try failure { try post("http://127.0.0.1:\(port)/secret-word") }
            #expect(failure?.reason == .unreachable)
            #expect(failure?.isTransient == true)
            #expect(failure?.message.contains("secret-word") == false)
        }
    }

    @Test(
        "trust no certificate that they cannot verify",
        .tags(.large),
        arguments: ["IP:127.0.0.1", "DNS:other.example.com"]
    )
    func wrongCertificate(name: String) throws {
        try ScratchDirectory.with { scratch in
            let certificate = try TestCertificate(for: name, in: scratch)
            let server = try LoopbackServer(
                "http_server.py",
                [certificate.certificate, certificate.key],
                in: scratch
            )
            let failure = try failure { try post("https://127.0.0.1:\(server.port)/") }
            #expect(failure?.reason == .unprotected)
            #expect(try server.lines.isEmpty)
        }
    }

    @Test("never show a part of their address or a key, also when the server repeats it", .tags(.large))
    func secrets() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("http_server.py", in: scratch)
            var request = HTTPRequest(
                .post,
                Secret("http://user:hunter2@127.0.0.1:\(server.port)/repeat/T0123/XYZZYXYZZY?key=abcdefgh")
            )
            request.body = Array("the key is 0123456789abcdef".utf8)
            request.secrets = [Secret("0123456789abcdef")]
            let failure = try failure { try HTTPClient().send(request, Cancellation()) }
            let message = try #require(failure?.message)
            #expect(message.hasPrefix("the server answered with status 404: no such place"))
            for part in ["T0123", "XYZZY", "hunter2", "abcdefgh", "0123456789abcdef", "127.0.0.1"] {
                #expect(!message.contains(part), "\(part) in \(message)")
            }
        }
    }

    @Test(
        "go to http and https alone, and tell nothing of an address that is none",
        .tags(.small),
        arguments: [
            "", "hunter2", "file:///etc/passwd", "gopher://example.com/", "http://", "smtp://example.com", "a b",
        ]
    )
    func addresses(url: String) throws {
        let failure = try failure { try post(url) }
        #expect(failure?.reason == .address)
        #expect(failure?.message == "this is not an address that begins with http:// or https://")
    }
}
