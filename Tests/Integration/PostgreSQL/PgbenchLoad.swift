import CLinux
import DRCore
import DRTestSupport

/// Transactions of pgbench beside a test.
final class PgbenchLoad {
    private let tool: RunningTool

    init(_ cluster: TestCluster, rate: Int, in scratch: ScratchDirectory) throws {
        let programs = TestCluster.programs ?? ""
        tool = try Tool(programs + "/pgbench", ["PGHOST": cluster.socket, "PGUSER": "postgres"]).start(
            ["-n", "-c", "2", "-T", "600", "-R", String(rate), "postgres"],
            in: scratch
        )
    }

    /// Ends the load.
    func end() {
        tool.signal(SIGTERM)
        _ = Result { try tool.wait(seconds: 20) }
    }
}
