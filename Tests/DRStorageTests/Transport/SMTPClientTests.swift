import DRCore
import DRStorage
import DRTestSupport
import Testing

@Suite("Mails to a server", .enabled(if: LoopbackServer.hasMailServer, "python3-aiosmtpd is not installed"))
struct SMTPClientTests {
    private static let message = Array("Subject: one\r\nTo: <a@example.com>\r\n\r\nfirst\r\n.second\r\n".utf8)

    private func send(_ server: MailServer, to receivers: [String] = ["a@example.com"], seconds: Double = 20) throws
        -> [String]
    {
        try SMTPClient(TransferLimits(connectSeconds: 10, totalSeconds: seconds)).send(
            Self.message,
            from: "dr@example.com",
            to: receivers,
            through: server,
            Cancellation()
        )
    }

    private func failure(_ body: () throws -> [String]) throws -> TransferFailure? {
        do {
            _ = try body()
            return nil
        } catch let failure as TransferFailure {
            return failure
        }
    }

    @Test("arrive whole, lines that begin with a dot too", .tags(.large))
    func plain() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("smtp_server.py", ["plain"], in: scratch)
            let mail = MailServer(host: "127.0.0.1", port: server.port, protection: .none)
            #expect(try send(mail, to: ["a@example.com", "b@example.com"]).isEmpty)
            let line = try #require(try server.lines.first)
            #expect(line.contains(#""to": ["a@example.com", "b@example.com"]"#))
            #expect(line.contains(#""body": "first\r\n.second\r\n""#))
        }
    }

    @Test("reach the others when a receiver is refused, and that is told", .tags(.large))
    func oneRefused() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("smtp_server.py", ["plain"], in: scratch)
            let mail = MailServer(host: "127.0.0.1", port: server.port, protection: .none)
            let refused = try send(mail, to: ["a@example.com", "nobody@example.com"])
            #expect(refused == ["550 5.1.1 no such user here"])
            #expect(try server.lines.first?.contains(#""to": ["a@example.com"]"#) == true)
        }
    }

    @Test("fail when every receiver is refused", .tags(.large))
    func allRefused() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("smtp_server.py", ["plain"], in: scratch)
            let mail = MailServer(host: "127.0.0.1", port: server.port, protection: .none)
            let failure = try failure { try send(mail, to: ["nobody@example.com"]) }
            #expect(failure?.reason == .refused(550))
            #expect(try server.lines.isEmpty)
        }
    }

    @Test("wait no longer than they may", .tags(.large))
    func slow() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("smtp_server.py", ["plain"], in: scratch)
            let mail = MailServer(host: "127.0.0.1", port: server.port, protection: .none)
            let failure = try failure { try send(mail, to: ["deaf@example.com"], seconds: 1) }
            #expect(failure?.reason == .unreachable)
        }
    }

    @Test("are never sent in clear where TLS is asked for", .tags(.large))
    func noTLS() throws {
        try ScratchDirectory.with { scratch in
            let server = try LoopbackServer("smtp_server.py", ["plain"], in: scratch)
            let mail = MailServer(host: "127.0.0.1", port: server.port, protection: .starttls)
            let failure = try failure { try send(mail) }
            #expect(failure?.reason == .unprotected)
            #expect(try server.lines.isEmpty)
        }
    }

    @Test(
        "are not sent over a certificate that cannot be verified",
        .tags(.large),
        arguments: [("starttls", MailServer.Protection.starttls), ("tls", .tls)]
    )
    func wrongCertificate(mode: String, protection: MailServer.Protection) throws {
        try ScratchDirectory.with { scratch in
            let certificate = try TestCertificate(for: "DNS:other.example.com", in: scratch)
            let server = try LoopbackServer(
                "smtp_server.py",
                [mode, certificate.certificate, certificate.key],
                in: scratch
            )
            let mail = MailServer(host: "127.0.0.1", port: server.port, protection: protection)
            let failure = try failure { try send(mail) }
            #expect(failure?.reason == .unprotected)
            #expect(try server.lines.isEmpty)
        }
    }
}
