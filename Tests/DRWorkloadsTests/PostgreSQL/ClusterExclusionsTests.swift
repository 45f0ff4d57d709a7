import DRTestSupport
import Testing

@testable import DRWorkloads

@Suite("What a base backup leaves out", .tags(.small))
struct ClusterExclusionsTests {
    @Test(
        "files of the running server, of earlier backups, and temporary ones",
        arguments: [
            ("postmaster.pid", "", true), ("backup_label", "", true), ("recovery.signal", "", true),
            ("pgsql_tmp", "base", true), ("pgsql_tmp12.3", "base/pgsql_tmp", true),
            ("pg_internal.init", "global", true), ("pg_internal.init.77", "base/5", true),
            ("PG_VERSION", "", false), ("backup_label", "base", false), ("pg_control", "global", false),
            ("postgresql.auto.conf", "", false), ("1259", "base/5", false),
        ] as [(String, String, Bool)]
    )
    func names(_ name: String, _ directory: String, _ isDropped: Bool) {
        #expect(ClusterExclusions.drops(name, in: directory) == isDropped)
    }

    @Test("temporary relations, and of unlogged ones all but the initial fork")
    func relations() {
        let names = [
            "1259", "1259_fsm", "1259_vm", "16385", "16385.1", "16385_init", "16385_fsm", "16386", "t3_16390",
            "t3_16390_fsm", "pg_filenode.map", "PG_VERSION",
        ]
        let dropped = ClusterExclusions.relations(names)
        #expect(dropped == ["16385", "16385.1", "16385_fsm", "t3_16390", "t3_16390_fsm"])
    }

    @Test(
        "relations lie in global, in base and in the folders of databases in tablespaces",
        arguments: [
            ("global", false, true), ("base/5", false, true), ("base", false, false), ("base/5/x", false, false),
            ("pg_xact", false, false), ("16384", true, true), ("", true, false), ("pgsql_tmp", true, false),
        ] as [(String, Bool, Bool)]
    )
    func folders(_ directory: String, _ isTablespace: Bool, _ holds: Bool) {
        #expect(ClusterExclusions.holdsRelations(directory, isTablespace: isTablespace) == holds)
    }

    @Test("the directories around large files are taken for such only when they are")
    func wrappers() {
        #expect(BaseTreeLayout.unwrapped(Array("16385.1.seg".utf8)) == Array("16385.1".utf8))
        #expect(BaseTreeLayout.unwrapped(Array("16385_fsm.seg".utf8)) == Array("16385_fsm".utf8))
        for name in ["data.seg", ".seg", "16385", "16385.seg.x", "16385.segment"] {
            #expect(BaseTreeLayout.unwrapped(Array(name.utf8)) == nil)
        }
    }
}
