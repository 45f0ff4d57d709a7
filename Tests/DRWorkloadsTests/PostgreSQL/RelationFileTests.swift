import DRTestSupport
import DRWorkloads
import Testing

@Suite("The files of a relation")
struct RelationFileTests {
    @Test(
        "are told by their names",
        .tags(.small),
        arguments: [
            ("16385", UInt32(16385), RelationFile.Fork.main, UInt32(0), false),
            ("16385.2", 16385, .main, 2, false),
            ("16385_fsm", 16385, .freeSpaceMap, 0, false),
            ("16385_vm.1", 16385, .visibilityMap, 1, false),
            ("16385_init", 16385, .initial, 0, false),
            ("t3_16385", 16385, .main, 0, true),
            ("t12_16385_fsm.3", 16385, .freeSpaceMap, 3, true),
        ]
    )
    func names(name: String, node: UInt32, fork: RelationFile.Fork, segment: UInt32, isTemporary: Bool) throws {
        let file = try #require(RelationFile(name))
        #expect(file.node == node)
        #expect(file.fork == fork)
        #expect(file.segment == segment)
        #expect(file.isTemporary == isTemporary)
    }

    @Test(
        "other names are none",
        .tags(.small),
        arguments: [
            "", "PG_VERSION", "pg_filenode.map", "pg_internal.init", "16385.", "16385.0", "16385_", "16385_xyz", "_fsm",
            "t_16385", "t3", "0", "016385", "16385.01", "99999999999", "-1", "pgsql_tmp12.3",
        ]
    )
    func others(name: String) {
        #expect(RelationFile(name) == nil)
    }
}
