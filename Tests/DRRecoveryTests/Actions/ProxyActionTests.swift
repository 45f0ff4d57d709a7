import CLinux
import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Testing

@Suite("Actions on a real HAProxy", .tags(.large), .enabled(if: Tool.isInstalled("haproxy"), "needs haproxy"))
struct ProxyActionTests {
    private static let ports = (UInt16.random(in: 20_000...39_999), UInt16.random(in: 40_000...59_999))

    /// Runs a body with an HAProxy that answers on two ports: ok on the first, an error on the second.
    private func withProxy(_ body: (ActionBench, UInt16, UInt16) throws -> Void) throws {
        try ScratchDirectory.with { scratch in
            let (good, bad) = Self.ports
            let text = """
                global
                    stats socket \(scratch.path("proxy.sock")) mode 600 level admin
                defaults
                    mode http
                    timeout connect 1s
                    timeout client 5s
                    timeout server 5s
                frontend good
                    bind 127.0.0.1:\(good)
                    http-request return status 200 content-type text/plain string "all is well" if { path /health }
                    default_backend orders
                frontend bad
                    bind 127.0.0.1:\(bad)
                    http-request return status 500 content-type text/plain string "broken"
                backend orders
                    server east 127.0.0.1:\(bad)

                """
            try scratch.write(Array(text.utf8), to: "haproxy.cfg")
            let proxy = try Tool("haproxy").start(["-db", "-f", scratch.path("haproxy.cfg")], in: scratch)
            let bench = try ActionBench(scratch, "proxy: {haproxy: {socket: \(scratch.path("proxy.sock"))}}")
            for _ in 0..<200 where try !bench.perform("tcp.open: {address: \"127.0.0.1:\(good)\"}").holds {
                usleep(20_000)
            }
            try body(bench, good, bad)
            proxy.signal(SIGTERM)
            _ = try proxy.wait()
        }
    }

    @Test("http, tcp and traffic do what they say")
    func all() throws {
        try withProxy { bench, good, bad in
            let health = "{url: \"http://127.0.0.1:\(good)/health\""
            #expect(try bench.perform("http.check: \(health), contains: well}").holds)
            #expect(try !bench.perform("http.check: \(health), contains: ill}").holds)
            #expect(try !bench.perform("http.check: \(health), status: 204}").holds)
            #expect(try !bench.perform("http.fails: \(health)}").holds)
            #expect(try bench.perform("http.check: \(health)}").output == "all is well")
            let broken = "{url: \"http://127.0.0.1:\(bad)/\"}"
            #expect(try bench.perform("http.fails: \(broken)").holds)
            #expect(try !bench.perform("http.check: \(broken)").holds)
            let closed = "127.0.0.1:1"
            #expect(try bench.perform("tcp.closed: {address: \"\(closed)\"}").holds)
            #expect(try !bench.perform("tcp.open: {address: \"\(closed)\"}").holds)
            #expect(try !bench.perform("http.check: {url: \"http://\(closed)/\"}").holds)
            #expect(try bench.perform("http.fails: {url: \"http://\(closed)/\"}").holds)

            let server = "service: proxy, server: orders/east"
            try bench.check("traffic.set: {\(server), state: maint}")
            for state in ["maint", "drain", "ready", "ready"] {
                #expect(try bench.perform("traffic.set: {\(server), state: \(state)}").output == state)
                #expect(try bench.perform("traffic.state: {\(server), is: \(state)}").holds)
                let status = try bench.perform("http.check: {url: \"http://127.0.0.1:\(good)/x\", status: 503}").holds
                #expect(status == (state != "ready"), "\(state)")
            }
            #expect(throws: DRError.self) {
                try bench.check("traffic.set: {service: proxy, server: orders/west, state: maint}")
            }
        }
    }

    @Test("over https a certificate that nobody vouches for is no answer")
    func untrusted() throws {
        try ScratchDirectory.with { scratch in
            let certificate = try TestCertificate(for: "IP:127.0.0.1", in: scratch)
            let port = UInt16.random(in: 20_000...59_999)
            let server = try Tool("openssl").start(
                [
                    "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate.certificate, "-key",
                    certificate.key,
                    "-www", "-quiet",
                ],
                in: scratch
            )
            defer { server.signal(SIGKILL) }
            let bench = try ActionBench(scratch)
            for _ in 0..<200 where try !bench.perform("tcp.open: {address: \"127.0.0.1:\(port)\"}").holds {
                usleep(20_000)
            }
            let outcome = try bench.perform("http.check: {url: \"https://127.0.0.1:\(port)/\"}")
            #expect(!outcome.holds)
            #expect(outcome.detail.hasPrefix("no connection: SSL"), "\(outcome.detail)")
            #expect(throws: DRError.self) { try bench.check("http.check: {url: \"ftp://127.0.0.1/\"}") }
        }
    }
}
