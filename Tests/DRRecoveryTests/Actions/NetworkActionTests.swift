import CLinux
import DRCore
import DRPolicy
import DRRecovery
import DRTestSupport
import Testing

@Suite(
    "Actions on a real network",
    .tags(.large),
    .enabled(if: TestHost.hasNetworks, "network namespaces cannot be made here")
)
struct NetworkActionTests {
    @Test("a site is cut off and comes back")
    func isolate() throws {
        try ScratchDirectory.with { scratch in
            let name = "drt" + Hex.encode(SecureRandom.bytes(3))
            let ip = Tool("ip")
            try #require(try ip.run(["netns", "add", name]).status == 0)
            defer { _ = try? ip.run(["netns", "del", name]) }
            try #require(
                try ip.run(["link", "add", name + "h", "type", "veth", "peer", "name", name + "n", "netns", name])
                    .status == 0
            )
            _ = try ip.run(["link", "set", name + "h", "up"])
            _ = try ip.run(["-n", name, "link", "set", name + "n", "up"])
            _ = try ip.run(["-n", name, "addr", "add", "192.0.2.1/24", "dev", name + "n"])
            let bench = try ActionBench(
                scratch,
                "outside: {network: {device: \(name)h}}",
                "inside: {network: {device: \(name)n, namespace: \(name)}}"
            )
            try bench.check("network.isolate: {service: outside}")
            #expect(try bench.perform("network.linked: {service: outside}").holds)
            for _ in 1...2 { _ = try bench.perform("network.isolate: {service: outside}") }
            #expect(try bench.perform("network.unlinked: {service: outside}").holds)
            for _ in 1...2 { _ = try bench.perform("network.heal: {service: outside}") }
            #expect(try bench.perform("network.linked: {service: outside}").holds)

            let from = "from: [198.51.100.0/24]"
            for _ in 1...2 { _ = try bench.perform("network.partition: {service: inside, \(from)}") }
            #expect(try ip.run(["-n", name, "route", "show"]).text.contains("blackhole 198.51.100.0/24"))
            for _ in 1...2 { _ = try bench.perform("network.heal: {service: inside, \(from)}") }
            #expect(try !ip.run(["-n", name, "route", "show"]).text.contains("blackhole"))
        }
    }
}
