import DRCore
import DRTestSupport
import Testing

/// The lab as an ordinary user has it: without namespaces, nothing can be cut off.
@Suite(
    "Drills in the lab on the loopback",
    .tags(.large),
    .enabled(if: LabSite.obstacle == nil, "\(LabSite.obstacle ?? "")"),
    .hangLimit
)
struct LoopbackLabTests {
    @Test("what needs a network is refused with its name; releases, failovers and backups are rehearsed for real")
    func scenarios() throws {
        try ScratchDirectory.with { scratch in
            let site = try LabSite(scratch, isOnLoopback: true)
            do {
                #expect(try site.tool("status").status == 0)
                let cut = try site.dr().run(["test", "--scenario", "datacenter-outage", "--assume-yes"])
                #expect(cut.status == 13)
                #expect(cut.errors.contains("east-network"), "\(cut.errors)")

                // The same outage without the network: the service of the east dies, its cluster is fenced.
                try site.edit(
                    "datacenter-outage",
                    as: "service-outage",
                    [
                        ("  - name: east-is-linked\n    network.linked: {service: east-network}\n", ""),
                        (
                            """
                                    - name: cut-network
                                      network.isolate: {service: east-network}
                                      reverse:
                                        network.heal: {service: east-network}

                            """, ""
                        ),
                        (
                            """
                                - name: network-is-cut
                                  network.unlinked: {service: east-network}
                                - name: east-is-unreachable
                                  tcp.closed:
                                    address: "${services.orders-db-east.postgresql.host}:${services.orders-db-east.postgresql.port}"
                                    timeout: 500ms
                            """,
                            "    - {name: east-is-dead, process.absent: {service: orders-app-east}}"
                        ),
                        ("  - name: east-network-is-linked\n    network.linked: {service: east-network}\n", ""),
                    ]
                )
                let breach = TestHost.freezesFiles ? ["security-breach"] : []
                for name in ["application-failure", "service-outage"] + breach {
                    let (run, record) = try site.drill(name)
                    #expect(run.status == 0, "\(name): \(run.errors)")
                    #expect(record["verdict"] as? String == "PASS", "\(name): \(record["reasons"] ?? "")")
                    #expect(try site.tool("status").status == 0, "\(name)")
                }
            } catch {
                _ = try site.end()
                throw error
            }
            #expect(try site.end() == "")
            #expect(try site.tracesLeft() == [])
        }
    }
}
